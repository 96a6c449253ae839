package org.palpebra.training.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.PalpebraException;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.Shape;
import org.palpebra.training.nn.Parameters.Parameter;
import org.palpebra.training.nn.TorchWeights.Head;

class TorchWeightsTest {
  private static final int OUTPUTS = 7;

  @TempDir Path folder;

  private final Map<String, float[]> arrays = new LinkedHashMap<>();
  private final Map<String, Shape> shapes = new LinkedHashMap<>();

  private static Parameters network(int outputs) {
    Parameters parameters = new Parameters();
    Graph graph = new Graph();
    Net net = new Net(graph, parameters, Net.Mode.TRAINING, 3);
    ResNet.resnet18().withWidth(2).outputs(net, graph.input("x", 1, 3, 32, 32), outputs);
    return parameters;
  }

  @BeforeEach
  void fill() {
    Random random = new Random(8);
    for (Parameter p : network(OUTPUTS).all()) {
      float[] values = new float[p.shape().size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextFloat();
      }
      arrays.put(p.name(), values);
      shapes.put(p.name(), p.shape());
    }
  }

  /** Written by hand, with PyTorch's 64-bit counters between the floats. */
  private Path write(String prefix) throws Exception {
    StringBuilder header = new StringBuilder("{");
    ByteBuffer data = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
    for (String name : arrays.keySet()) {
      int start = data.position();
      for (float value : arrays.get(name)) {
        data.putFloat(value);
      }
      String shape = shapes.get(name).toString();
      entry(header, prefix + name, "F32", shape, start, data.position());
      if (name.endsWith("running_var")) {
        String counter = name.replace("running_var", "num_batches_tracked");
        data.putLong(1234);
        entry(header, prefix + counter, "I64", "[]", data.position() - 8, data.position());
      }
    }
    header.setCharAt(header.length() - 1, '}');
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer all =
        ByteBuffer.allocate(8 + json.length + data.position()).order(ByteOrder.LITTLE_ENDIAN);
    all.putLong(json.length).put(json).put(data.flip());
    return Files.write(folder.resolve("weights.safetensors"), all.array());
  }

  private static void entry(
      StringBuilder header, String name, String type, String shape, int from, int to) {
    header.append(
        "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]},"
            .formatted(name, type, shape, from, to));
  }

  @Test
  void everyArrayIsReadByItsNameWithAndWithoutPrefix() throws Exception {
    for (String prefix : List.of("", "module.", "net.backbone.")) {
      Parameters parameters = network(OUTPUTS);
      TorchWeights.Loaded loaded =
          TorchWeights.load(write(prefix), parameters, "fc", Head.REQUIRED);
      assertEquals(prefix, loaded.prefix());
      assertEquals(arrays.size(), loaded.count());
      assertEquals(List.of(), loaded.fresh());
      arrays.forEach((name, values) -> assertArrayEquals(values, parameters.get(name).values()));
    }
  }

  @Test
  void anotherLastLayerIsLeftFreshOnRequest() throws Exception {
    Path file = write("");
    Parameters fresh = network(9);
    Parameters parameters = network(9);
    TorchWeights.Loaded loaded = TorchWeights.load(file, parameters, "fc", Head.MAY_BE_FRESH);
    assertEquals(List.of("fc.weight", "fc.bias"), loaded.fresh());
    assertArrayEquals(fresh.get("fc.weight").values(), parameters.get("fc.weight").values());
    assertArrayEquals(arrays.get("bn1.weight"), parameters.get("bn1.weight").values());
    String message =
        assertThrows(
                PalpebraException.class,
                () -> TorchWeights.load(file, network(9), "fc", Head.REQUIRED))
            .getMessage();
    assertTrue(message.contains("fc.weight has shape [7, 16], not [9, 16]"), message);
  }

  @Test
  void everyDifferenceIsListedAndNothingIsChanged() throws Exception {
    arrays.remove("layer2.0.bn1.bias");
    arrays.put("layer9.conv1.weight", new float[1]);
    shapes.put("layer9.conv1.weight", Shape.of(1));
    shapes.put("layer1.0.conv1.weight", Shape.of(2, 2, 9));
    Path file = write("module.");
    Parameters parameters = network(OUTPUTS);
    String message =
        assertThrows(
                PalpebraException.class,
                () -> TorchWeights.load(file, parameters, "fc", Head.MAY_BE_FRESH))
            .getMessage();
    assertTrue(message.contains("weights.safetensors"), message);
    assertTrue(message.contains("missing module.layer2.0.bn1.bias"), message);
    assertTrue(message.contains("unexpected module.layer9.conv1.weight"), message);
    assertTrue(
        message.contains("module.layer1.0.conv1.weight has shape [2, 2, 9], not [2, 2, 3, 3]"),
        message);
    assertEquals(1, parameters.get("bn1.weight").values()[0]);
  }

  @Test
  void arraysWithoutThePrefixBelongToSomethingElse() throws Exception {
    Path file = write("module.");
    String header = Files.readString(file, StandardCharsets.ISO_8859_1);
    // the same file in which one counter has a name of its own
    String renamed =
        header.replace("module.bn1.num_batches_tracked", "othermodule.bn1.numbatches__count");
    int difference = renamed.length() - header.length();
    byte[] bytes = renamed.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer order = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    order.putLong(0, order.getLong(0) + difference);
    Files.write(file, bytes);
    TorchWeights.Loaded loaded = TorchWeights.load(file, network(OUTPUTS), "fc", Head.REQUIRED);
    assertEquals(List.of("othermodule.bn1.numbatches__count"), loaded.ignored());
  }
}

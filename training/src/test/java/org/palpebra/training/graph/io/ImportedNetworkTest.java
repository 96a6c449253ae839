package org.palpebra.training.graph.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OnnxTensor;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.PalpebraException;
import org.palpebra.testing.SharedData;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.GraphSession;
import org.palpebra.training.graph.Shape;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.nn.Adam;
import org.palpebra.training.nn.Net;
import org.palpebra.training.nn.Parameters;
import org.palpebra.training.nn.RegressorBackbone;
import org.palpebra.training.nn.TrainStep;

class ImportedNetworkTest {

  private static Net net(Graph graph) {
    return new Net(graph, new Parameters(), Net.Mode.INFERENCE, 0);
  }

  private static float[] values(Map<String, float[]> results, String name) {
    return results.getOrDefault(name, new float[0]);
  }

  /** Runs the file and the graph made of it on the same noise; all outputs agree. */
  private static void same(ModelProto model, Map<String, Integer> extents, float tolerance) {
    Graph graph = new Graph();
    ImportedNetwork network = ImportedNetwork.of("net.onnx", model);
    Map<String, Tensor> inputs = network.inputs(graph, extents);
    network.build(net(graph), inputs).forEach((n, t) -> graph.output("r." + n, t));
    Random random = new Random(5);
    Map<String, float[]> values = new java.util.LinkedHashMap<>();
    Map<String, Shape> shapes = new java.util.LinkedHashMap<>();
    inputs.forEach(
        (name, tensor) -> {
          float[] noise = new float[tensor.shape().size()];
          for (int i = 0; i < noise.length; i++) {
            noise[i] = random.nextFloat();
          }
          values.put(name, noise);
          shapes.put(name, tensor.shape());
        });
    try (GraphSession file = GraphSession.of(model, 1);
        GraphSession imported = GraphSession.of(graph, 1)) {
      Map<String, float[]> expected = file.runArrays(values, shapes);
      Map<String, float[]> actual = imported.runArrays(values, shapes);
      assertEquals(expected.size(), actual.size());
      expected.forEach((n, e) -> assertArrayEquals(e, values(actual, "r." + n), tolerance, n));
    }
  }

  /** The ways in which exporters compute shapes. */
  @Test
  void shapesAreComputedWhileBuilding() {
    TensorProto zero = Sketch.integerTensor("", 0).toBuilder().clearDims().build();
    Sketch sketch =
        new Sketch(13)
            .input("x", "n", 3, "h", "w")
            .node("Shape", "s", "x")
            .constant("zero", zero)
            .node("Gather", "n", "s zero")
            .integers("axis0", 0)
            .integers("rest", -1)
            .node("Unsqueeze", "n1", "n axis0")
            .node("Concat", "flat", "n1 rest", Map.of("axis", 0))
            .node("Reshape", "y", "x flat")
            .output("y", "n", "k");
    sketch
        .integers("two", 2)
        .integers("four", 4)
        .node("Slice", "hw", "s two four")
        .node("Cast", "hwf", "hw", Map.of("to", 1))
        .constant("factor", Sketch.floatTensor("", new float[] {1.5f}))
        .node("Mul", "scaled", "hwf factor")
        .node("Floor", "floored", "scaled")
        .node("Cast", "size", "floored", Map.of("to", 7))
        .integers("zero1", 0)
        .node("Slice", "nc", "s zero1 two")
        .node("Concat", "sizes", "nc size", Map.of("axis", 0))
        .node("Resize", "z", "x _ _ sizes", Map.of("mode", "linear"))
        .output("z", "n", 3, "a", "b");
    sketch
        .integers("wanted", 2, -1, 5, 4)
        .node("ConstantOfShape", "zeros", "four_1")
        .integers("four_1", 4)
        .integers("minus", -1)
        .node("Equal", "open", "wanted minus")
        .constant("ones", Sketch.integerTensor("", 1, 1, 1, 1))
        .node("Where", "target", "open ones wanted")
        .node("Expand", "e", "x target")
        .output("e", "n", 3, "h", "w");
    same(sketch.model(), Map.of("n", 2, "h", 5, "w", 4), 1e-5f);
  }

  @Test
  void halfPrecisionFilesBecomeSingle() {
    TensorProto half =
        TensorProto.newBuilder()
            .setName("w")
            .setDataType(10)
            .addDims(2)
            .addDims(2)
            .setRawData(ByteString.copyFrom(new byte[] {0, 0x3c, 0, (byte) 0xc0, 0, 0x38, 0, 0}))
            .build();
    Sketch sketch = new Sketch(13).input("x", 3, 2);
    sketch.graph().addInitializer(half);
    sketch.node("Cast", "wide", "w", Map.of("to", 1)).node("MatMul", "y", "x wide");
    ModelProto model = sketch.output("y", 3, 2).model();
    same(model, Map.of(), 1e-6f);
    Graph graph = new Graph();
    Net net = net(graph);
    ImportedNetwork network = ImportedNetwork.of("net.onnx", model);
    network.build(net, network.inputs(graph, Map.of()));
    assertArrayEquals(new float[] {1, -2, 0.5f, 0}, net.parameters().get("w").values());
  }

  @Test
  void whatIsWrittenHereIsReadAgain() {
    Graph graph = new Graph();
    Net net = new Net(graph, new Parameters(), Net.Mode.TRAINING, 1);
    Tensor image = graph.input("x", 1, 3, 32, 32);
    RegressorBackbone.embedded().features(net, image);
    Graph plain = new Graph();
    Net fixed = new Net(plain, net.parameters(), Net.Mode.INFERENCE_HALF, 1);
    Tensor features = RegressorBackbone.embedded().features(fixed, plain.input("x", 1, 3, 32, 32));
    plain.output("y", features);
    same(plain.toModel(true), Map.of("N", 2), 1e-4f);
  }

  @Test
  void aDetectorComputesWhatItsFileComputes() throws IOException {
    Path path = SharedData.require("models/onnx/face_detection_yunet_2026may.onnx");
    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(path));
    same(model, Map.of("height", 64, "width", 96), 2e-4f);
  }

  @Test
  void statisticsFollowTheBatchByTheFilesMomentum() {
    Sketch sketch =
        new Sketch(15)
            .input("x", 4, 1)
            .floats("bn.weight", new float[] {2}, 1)
            .floats("bn.bias", new float[] {0}, 1)
            .floats("bn.running_mean", new float[] {1}, 1)
            .floats("bn.running_var", new float[] {3}, 1)
            .node(
                "BatchNormalization",
                "y",
                "x bn.weight bn.bias bn.running_mean bn.running_var",
                Map.of("momentum", 0.75))
            .output("y", 4, 1);
    Graph graph = new Graph();
    Net net = new Net(graph, new Parameters(), Net.Mode.TRAINING, 0);
    ImportedNetwork network = ImportedNetwork.of("net.onnx", sketch.model());
    ImportOptions options =
        ImportOptions.plain().withPrefix("a.").withStatistics(ImportOptions.Statistics.BATCH);
    Tensor y =
        network
            .build(net, network.inputs(graph, Map.of()), options)
            .getOrDefault("y", graph.scalar(0));
    Tensor loss = y.mean();
    float[] batch = {0, 2, 4, 6};
    try (TrainStep step = TrainStep.compile(net, loss, Map.of("loss", loss), Adam.plain(), 1);
        OnnxTensor x = GraphSession.tensor(batch, Shape.of(4, 1))) {
      step.run(Map.of("x", x), 0);
      step.store();
    }
    // mean 3; variance 5, by n − 1: 20/3
    assertArrayEquals(
        new float[] {1.5f}, net.parameters().get("a.bn.running_mean").values(), 1e-6f);
    assertArrayEquals(
        new float[] {3 * 0.75f + 20f / 3 * 0.25f},
        net.parameters().get("a.bn.running_var").values(),
        1e-5f);
  }

  private static void refuses(String message, Executable executable) {
    String thrown = assertThrows(PalpebraException.class, executable).getMessage();
    assertTrue(thrown.startsWith(message), thrown);
    assertEquals(1, thrown.lines().count(), thrown);
  }

  private static Executable building(Sketch sketch) {
    return () -> {
      Graph graph = new Graph();
      ImportedNetwork network = ImportedNetwork.of("net.onnx", sketch.model());
      network.build(net(graph), network.inputs(graph, Map.of()));
    };
  }

  @Test
  void nodesThatCannotBeDifferentiatedAreNamed() {
    refuses(
        "net.onnx: node /y/GRU (operator GRU, fed by Relu /r/Relu): has no derivative rule here; ",
        building(new Sketch(13).input("x", 2, 3).node("Relu", "r", "x").node("GRU", "y", "r w")));
    refuses(
        "net.onnx: node /y/Resize (operator Resize, fed by an input): mode=area is not supported",
        building(
            new Sketch(13)
                .input("x", 1, 1, 2, 3)
                .integers("s", 1, 1, 4, 4)
                .node("Resize", "y", "x _ _ s", Map.of("mode", "area"))));
    refuses(
        "net.onnx: node /y/ScatterND (operator ScatterND, fed by an input): reduction=max has no",
        building(
            new Sketch(18)
                .input("x", 3)
                .integers("i", 1)
                .input("u", 1)
                .node("ScatterND", "y", "x i u", Map.of("reduction", "max"))));
    Sketch foreign = new Sketch(13).input("x", 2).node("Relu", "r", "x").node("Relu", "y", "r");
    foreign.graph().getNodeBuilder(1).setDomain("com.microsoft");
    refuses(
        "net.onnx: node /y/Relu (operator Relu, fed by Relu /r/Relu): operators of the domain"
            + " com.microsoft",
        building(foreign));
  }

  @Test
  void nodesThatDoNotFitAreNamed() {
    refuses(
        "net.onnx: node /y/Add (operator Add, fed by an input): shapes [2, 3] and [2] do not",
        building(new Sketch(13).input("x", 2, 3).input("z", 2).node("Add", "y", "x z")));
    refuses(
        "net.onnx: node /y/Reshape (operator Reshape, fed by an input): shape depends on the",
        building(
            new Sketch(13)
                .input("x", 2, 3)
                .node("ArgMax", "m", "x", Map.of("axis", 1, "keepdims", 0))
                .node("Reshape", "y", "x m")));
    refuses(
        "net.onnx: node /y/Add (operator Add, fed by an input): reads q, which nothing",
        building(new Sketch(13).input("x", 2, 3).node("Add", "y", "x q")));
    refuses(
        "net.onnx: output q: no node produces it",
        building(new Sketch(13).input("x", 2).node("Relu", "y", "x").output("q", 2)));
    refuses(
        "net.onnx: input x: dimension batch of [batch, 3] has no extent",
        building(new Sketch(13).input("x", "batch", 3).node("Relu", "y", "x")));
  }

  @Test
  void inputsThatContradictTheFileAreRefused() {
    ModelProto model =
        new Sketch(13).input("x", 1, 3).node("Relu", "y", "x").output("y", 1, 3).model();
    ImportedNetwork network = ImportedNetwork.of("net.onnx", model);
    assertEquals(List.of("1", "3"), network.inputs().get(0).extents());
    Graph graph = new Graph();
    Tensor x = graph.input("x", 1, 4);
    Exception wrong =
        assertThrows(
            IllegalArgumentException.class, () -> network.build(net(graph), Map.of("x", x)));
    assertEquals("input x of shape [1, 4], not [1, 3]", wrong.getMessage());
    assertThrows(IllegalArgumentException.class, () -> network.build(net(graph), Map.of("q", x)));
  }

  @Test
  void aBatchThatTheFileDoesNotAllowIsRefused() {
    ModelProto model =
        new Sketch(13)
            .input("x", 1, 4)
            .integers("s", 2, -1)
            .node("Reshape", "r", "x s")
            .integers("t", 1, -1)
            .node("Reshape", "y", "r t")
            .output("y", 1, 4)
            .model();
    ImportedNetwork network = ImportedNetwork.of("net.onnx", model);
    Graph graph = new Graph();
    Tensor x = graph.input("x", 3, 4);
    refuses(
        "net.onnx: output y: shape [1, 12] for a batch of 3; the file is made for batches of 1",
        () -> network.build(net(graph), Map.of("x", x)));
  }

  @Test
  void filesThatAreNoneOrBrokenAreNamed(@TempDir Path folder) throws IOException {
    Path text = folder.resolve("text.onnx");
    Files.writeString(text, "this is not a network");
    refuses(text + ": ", () -> ImportedNetwork.read(text));
    Path missing = folder.resolve("missing.onnx");
    refuses(missing + ": cannot be read", () -> ImportedNetwork.read(missing));
    Path empty = folder.resolve("empty.onnx");
    Files.write(empty, new byte[0]);
    refuses(empty + ": opset_import: no version", () -> ImportedNetwork.read(empty));
    ModelProto model =
        new Sketch(13)
            .input("x", 2)
            .weights("w", new Random(1), 1, 2)
            .node("Add", "y", "x w")
            .output("y", 2)
            .model();
    Path whole = folder.resolve("whole.onnx");
    Files.write(whole, model.toByteArray());
    assertEquals("y", ImportedNetwork.read(whole).outputs().get(0).name());
    Path cut = folder.resolve("cut.onnx");
    byte[] bytes = model.toByteArray();
    Files.write(cut, java.util.Arrays.copyOf(bytes, bytes.length - 9));
    refuses(cut + ": ", () -> ImportedNetwork.read(cut));
  }

  @Test
  void weightsThatAreElsewhereOrMissingAreNamed() {
    Sketch sketch = new Sketch(13).input("x", 2).weights("w", new Random(1), 1, 2);
    sketch.node("Add", "y", "x w").output("y", 2);
    TensorProto weight = sketch.graph().getInitializer(0);
    sketch.graph().setInitializer(0, weight.toBuilder().clearRawData().build());
    refuses("net.onnx: tensor w: 0 values for shape [2]", building(sketch));
    sketch
        .graph()
        .setInitializer(0, weight.toBuilder().setDataLocation(TensorProto.DataLocation.EXTERNAL));
    refuses("net.onnx: tensor w: its values are in another file; ", building(sketch));
    sketch.graph().setInitializer(0, weight.toBuilder().setDataType(8));
    refuses("net.onnx: tensor w: element type 8 is not supported", building(sketch));
    for (int opset : new int[] {7, 22}) {
      Sketch old = new Sketch(opset).input("x", 2).node("Relu", "y", "x");
      refuses("net.onnx: opset_import: version " + opset + " is outside 9 … 21", building(old));
    }
    refuses("net.onnx: graph has no nodes", building(new Sketch(13).input("x", 2)));
  }
}

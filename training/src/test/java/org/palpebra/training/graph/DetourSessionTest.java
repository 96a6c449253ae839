package org.palpebra.training.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl;
import ai.onnxruntime.OnnxTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.palpebra.onnx.Device;
import org.palpebra.training.nn.Adam;
import org.palpebra.training.nn.Execution;
import org.palpebra.training.nn.Net;
import org.palpebra.training.nn.Parameters;
import org.palpebra.training.nn.TrainStep;

/** A graph that is left midway against the same graph in one go. */
class DetourSessionTest {
  private static final Shape IMAGES = Shape.of(2, 3, 9, 9);
  private static final Shape CHOICE = Shape.of(2, 5);

  /** A small network with BatchNorm whose loss takes some of its outputs several times. */
  private static final class Network {
    final Net net;
    final Tensor outputs;
    final Tensor choice;
    final Tensor loss;

    Network(long seed) {
      Graph graph = new Graph();
      net = new Net(graph, new Parameters(), Net.Mode.TRAINING, seed);
      Tensor image = graph.input("image", IMAGES.toArray());
      choice = graph.input("choice", ElementType.INT64, CHOICE.toArray());
      Tensor x = net.convNorm("conv1", "bn1", image, 4, Window.square(3, 2, 1), true);
      x = net.convNorm("conv2", "bn2", x, 4, Window.square(3, 1, 1), true).add(x);
      outputs = net.linear("fc", x.flatten(), 7).sigmoid();
      Tensor chosen = Indexing.gatherElements(outputs, 1, choice);
      loss = chosen.square().mean().add(image.mean().mul(outputs.mean()));
    }

    TrainStep step(Detour detour) {
      return TrainStep.compile(
          net, loss, Map.of("loss", loss), Adam.plain(), 0.9, Execution.cpu(1), detour);
    }
  }

  private static LongBuffer choice(long seed) {
    Random random = new Random(seed);
    LongBuffer buffer =
        ByteBuffer.allocateDirect(CHOICE.size() * Long.BYTES)
            .order(ByteOrder.nativeOrder())
            .asLongBuffer();
    for (int i = 0; i < CHOICE.size(); i++) {
      buffer.put(random.nextInt(7));
    }
    return buffer.flip();
  }

  private static float[] noise(long seed, int count) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat();
    }
    return values;
  }

  /** Constant choices, so that the uncut step can be told them before it starts. */
  @Property(tries = 5, seed = "17")
  void aTrainingStepIsTheSameInTwoParts(@ForAll @IntRange(min = 0, max = 1000) int seed)
      throws Exception {
    Network whole = new Network(seed);
    Network cut = new Network(seed);
    List<float[]> seen = new ArrayList<>();
    Detour detour =
        new Detour(
            cut.outputs,
            cut.choice,
            values -> {
              seen.add(values);
              return choice(seed);
            });
    try (TrainStep expected = whole.step(null);
        TrainStep actual = cut.step(detour);
        OnnxTensor choice =
            OnnxTensor.createTensor(
                ai.onnxruntime.OrtEnvironment.getEnvironment(), choice(seed), CHOICE.toLongs())) {
      for (int i = 0; i < 4; i++) {
        try (OnnxTensor image = GraphSession.tensor(noise(seed + i, IMAGES.size()), IMAGES)) {
          Map<String, Float> metrics = expected.run(Map.of("image", image, "choice", choice), 0.01);
          Map<String, Float> others = actual.run(Map.of("image", image), 0.01);
          metrics.forEach((name, value) -> assertEquals(value, others.get(name), 1e-6f, name));
        }
      }
      Map<String, float[]> state = actual.state();
      expected
          .state()
          .forEach((name, values) -> assertArrayEquals(values, state.get(name), 1e-6f, name));
    }
    assertEquals(4, seen.size());
    assertEquals(14, seen.get(0).length);
  }

  @Test
  void theFunctionSeesTheTensorAndNothingOfTheStepStaysOpen() {
    Network network = new Network(3);
    Tensor gradient = Gradients.of(network.loss, List.of(network.outputs)).get(0);
    network.net.graph().output("outputs", network.outputs);
    network.net.graph().output("gradient", gradient);
    float[] seen = new float[14];
    Detour detour =
        new Detour(
            network.outputs,
            network.choice,
            values -> {
              System.arraycopy(values, 0, seen, 0, 14);
              return choice(1);
            });
    GraphCut cut = GraphCut.behind(detour.source(), detour.target());
    List<OnnxTensor> middle = new ArrayList<>();
    Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    inputs.put("image", GraphSession.tensor(noise(1, IMAGES.size()), IMAGES));
    network
        .net
        .bound()
        .forEach(
            (name, tensor) ->
                inputs.put(
                    name,
                    GraphSession.tensor(
                        network.net.parameters().get(name).values(), tensor.shape())));
    GraphSession first = GraphSession.of(cut.first(), 1);
    GraphPass watched =
        new GraphPass() {
          @Override
          public Map<String, OnnxTensor> run(
              Map<String, OnnxTensor> given, Map<String, OnnxTensor> results) {
            Map<String, OnnxTensor> out = first.run(given, results);
            middle.addAll(out.values());
            return out;
          }

          @Override
          public String place() {
            return first.place();
          }

          @Override
          public void close() {
            first.close();
          }
        };
    try (DetourSession session =
        new DetourSession(detour, cut, watched, GraphSession.of(cut.second(), 1))) {
      Map<String, OnnxTensor> out = session.run(inputs);
      assertArrayEquals(seen, GraphSession.floats(out.get("outputs")));
      assertFalse(middle.isEmpty());
      middle.forEach(tensor -> assertTrue(tensor.isClosed()));
      out.values().forEach(OnnxTensor::close);
    }
    inputs.values().forEach(OnnxTensor::close);
  }

  @Test
  void severalStepsPerRunAreRefused() {
    Network network = new Network(4);
    Detour detour = new Detour(network.outputs, network.choice, values -> choice(1));
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                TrainStep.compile(
                    network.net,
                    network.loss,
                    Map.of(),
                    Adam.plain(),
                    0,
                    new Execution(Device.CPU, CpuThreads.sleeping(1), 2),
                    detour));
    assertTrue(refused.getMessage().contains("stepsPerRun 2"), refused.getMessage());
  }

  @Test
  void theNetworkIsNotRunTwice() {
    Network network = new Network(3);
    TrainStep.model(network.net, network.loss, Map.of("loss", network.loss), Adam.plain());
    GraphCut cut = GraphCut.behind(network.outputs, network.choice);
    assertEquals(2, count(cut.first(), "Conv"));
    assertEquals(
        count(network.net.graph().toModel(), "Conv"),
        count(cut.first(), "Conv") + count(cut.second(), "Conv"));
    assertEquals(1, count(cut.first(), "Sigmoid"));
    assertEquals(0, count(cut.second(), "Sigmoid"));
  }

  private static long count(OnnxMl.ModelProto model, String operator) {
    return model.getGraph().getNodeList().stream()
        .filter(node -> node.getOpType().equals(operator))
        .count();
  }

  @Test
  void whatDependsOnTheDetourCannotBeItsSource() {
    Network network = new Network(3);
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> GraphCut.behind(network.loss, network.choice))
            .getMessage();
    assertTrue(message.contains("choice"), message);
    assertThrows(
        IllegalArgumentException.class,
        () -> new Detour(network.outputs, network.loss, values -> choice(1)));
  }
}

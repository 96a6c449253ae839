package org.palpebra.training.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.MorphableModel;
import org.palpebra.training.graph.ElementType;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.GraphSession;
import org.palpebra.training.graph.Tensor;

/** Every loss that stands alone: its derivatives against central differences, its description. */
class LossFilesTest {
  private static final PerspectiveCamera CAMERA = new PerspectiveCamera(32, 180, 16, 16, 1000);
  private static final int BATCH = 2;
  private static final int FEATURES = 6;
  private static final long SEED = 11;

  private static final MorphableModel MODEL = PaintedTinyFace.model();

  static Stream<LossFile> losses() {
    return Stream.of(9, 27)
        .flatMap(
            lighting ->
                Stream.concat(
                    files(lighting, LossFilesTest::network).stream(),
                    files(lighting, null).stream().filter(f -> f.name().equals("perceptual"))));
  }

  private static List<LossFile> files(
      int lighting, @org.jspecify.annotations.Nullable UnaryOperator<Tensor> network) {
    return new LossFiles(MODEL, lighting, CAMERA, HybridSettings.paper(), network).all(FEATURES);
  }

  /** A stand-in of a recognition network: smooth, of the whole picture. */
  private static Tensor network(Tensor image) {
    Tensor flat = image.flatten();
    int size = flat.shape().get(1);
    Random random = new Random(SEED);
    double[] weights = random.doubles((long) size * FEATURES, -0.1, 0.1).toArray();
    return flat.matmul(image.graph().constant(weights, size, FEATURES)).tanh();
  }

  @ParameterizedTest
  @MethodSource("losses")
  void derivativesAreThoseOfTheValue(LossFile file) {
    Graph graph = file.build(BATCH, ElementType.DOUBLE);
    Map<String, Object> inputs = inputs(file);
    try (GraphSession session = GraphSession.of(graph, 1)) {
      Map<String, double[]> emitted = Numbers.run(session, graph, inputs);
      for (String variable : file.variables()) {
        double[] at = (double[]) inputs.get(variable);
        double[] differences = new double[at.length];
        for (int k = 0; k < at.length; k++) {
          differences[k] =
              (value(session, graph, inputs, at, k, 1e-5)
                      - value(session, graph, inputs, at, k, -1e-5))
                  / 2e-5;
        }
        Numbers.assertClose(
            differences,
            Objects.requireNonNull(emitted.get(LossFile.GRADIENT + variable)),
            1e-6,
            file.name() + " by " + variable);
      }
    }
  }

  private static double value(
      GraphSession session,
      Graph graph,
      Map<String, Object> inputs,
      double[] at,
      int k,
      double step) {
    double kept = at[k];
    at[k] = kept + step;
    double value = Objects.requireNonNull(Numbers.run(session, graph, inputs).get("loss"))[0];
    at[k] = kept;
    return value;
  }

  @Test
  void picturesReachEveryGroupOfCoefficients() {
    LossFile file =
        files(27, null).stream().filter(f -> f.name().equals("photometric")).findFirst().get();
    double[] gradient =
        Objects.requireNonNull(
            Numbers.run(file.build(BATCH, ElementType.DOUBLE), inputs(file))
                .get("gradient_coefficients"));
    CoefficientLayout layout = MODEL.layout(27);
    int[] starts = {
      layout.identityOffset(),
      layout.expressionOffset(),
      layout.albedoOffset(),
      layout.rotationOffset(),
      layout.lightingOffset(),
      layout.translationOffset(),
      layout.size()
    };
    for (int group = 0; group + 1 < starts.length; group++) {
      for (int b = 0; b < BATCH; b++) {
        double[] part =
            Arrays.copyOfRange(
                gradient, b * layout.size() + starts[group], b * layout.size() + starts[group + 1]);
        assertTrue(
            Arrays.stream(part).map(Math::abs).max().getAsDouble() > 1e-6,
            "face " + b + ", coefficients from " + starts[group] + ": " + Arrays.toString(part));
      }
    }
  }

  /** Random inputs by the ports' names; triangles are those of the coefficients. */
  private static Map<String, Object> inputs(LossFile file) {
    Random random = new Random(SEED);
    Map<String, Object> values = new LinkedHashMap<>();
    for (LossPort port : file.inputs()) {
      int size = BATCH * port.extents().stream().reduce(1, (a, b) -> a * b);
      if (port.name().equals("coefficients")) {
        values.put(port.name(), coefficients(random, size / BATCH));
      } else if (port.real()) {
        boolean pixels = port.name().equals("landmarks");
        values.put(
            port.name(),
            random.doubles(size, pixels ? 0 : 0.1, pixels ? CAMERA.size() : 1).toArray());
      } else {
        values.put(port.name(), triangles((double[]) values.get("coefficients")));
      }
    }
    return values;
  }

  private static double[] coefficients(Random random, int size) {
    CoefficientLayout layout = MODEL.layout(layoutLighting(size));
    double[] c = new double[BATCH * size];
    for (int i = 0; i < c.length; i++) {
      int k = i % size;
      c[i] = random.nextDouble(-0.4, 0.4) * (k >= layout.translationOffset() ? 20 : 1);
    }
    return c;
  }

  private static int layoutLighting(int size) {
    return size - MODEL.layout(9).size() + 9;
  }

  private static long[] triangles(double[] coefficients) {
    int lighting = layoutLighting(coefficients.length / BATCH);
    LongBuffer found =
        new Visibility(MODEL, lighting, CAMERA, BATCH).of(Numbers.floats(coefficients));
    long[] triangles = new long[found.remaining()];
    found.get(triangles);
    assertTrue(Arrays.stream(triangles).filter(t -> t >= 0).count() > 500, "hardly a face in view");
    return triangles;
  }

  @Test
  void filesSayWhatTheyAre() {
    for (LossFile file : files(9, null)) {
      OnnxMl.ModelProto model = file.build(1).toModel();
      Map<String, String> metadata = new LinkedHashMap<>();
      model.getMetadataPropsList().forEach(p -> metadata.put(p.getKey(), p.getValue()));
      assertTrue(metadata.containsKey("meaning"), file.name());
      model
          .getGraph()
          .getInputList()
          .forEach(i -> assertTrue(metadata.containsKey("input." + i.getName()), i.getName()));
      model
          .getGraph()
          .getOutputList()
          .forEach(o -> assertTrue(metadata.containsKey("output." + o.getName()), o.getName()));
      assertEquals(file.inputs().size(), model.getGraph().getInputCount(), file.name());
    }
  }

  @Test
  void aPerceptualWeightWithoutANetworkIsAnError() {
    assertEquals(
        "a perceptual weight of 0.17 needs a recognition network; give one or set the weight to 0",
        assertThrows(
                IllegalArgumentException.class,
                () -> new HybridLoss(MODEL, 9, CAMERA, HybridSettings.paper(), null))
            .getMessage());
  }
}

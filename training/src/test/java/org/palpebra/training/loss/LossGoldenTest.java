package org.palpebra.training.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.palpebra.training.graph.Gradients;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.Tensor;

/** Values and derivatives of every loss against Deep3DFaceRecon's own code. */
class LossGoldenTest {
  private static final double TOLERANCE = 1e-4;

  /** The file's numbers have seven decimals. */
  private static final double ROUNDING = 0.51e-7;

  private GoldenFaces faces;

  @BeforeEach
  void load() {
    faces = new GoldenFaces();
  }

  /** A loss of coefficients. */
  private interface Formula {
    Tensor of(FaceGraph face, Tensor coefficients);
  }

  private void check(String name, Formula loss) {
    Graph graph = new Graph();
    FaceGraph face = FaceGraph.ofAllVertices(faces.model, faces.lighting, faces.camera);
    Tensor c = graph.input("x", faces.batch, faces.layout.size());
    Map<String, double[]> out = run(graph, c, loss.of(face, c), faces.coefficients());
    compare(name, "grad", out, faces.perUnit(Objects.requireNonNull(out.get("gradient"))));
  }

  /** A loss of the golden file's own tensors a and b. */
  private void checkTensors(String name, Function<Graph, Function<Tensor, Tensor>> loss) {
    Graph graph = new Graph();
    Tensor a = graph.input("x", shape("losses/" + name + "/a"));
    Map<String, double[]> out =
        run(graph, a, loss.apply(graph).apply(a), faces.numbers("losses/" + name + "/a"));
    compare(name, "grad_a", out, Objects.requireNonNull(out.get("gradient")));
  }

  private static Map<String, double[]> run(Graph graph, Tensor x, Tensor loss, double[] at) {
    graph.output("value", loss.reshape(1));
    graph.output("gradient", Gradients.of(loss, List.of(x)).get(0));
    return Numbers.run(graph, Map.of("x", at));
  }

  private void compare(String name, String field, Map<String, double[]> out, double[] gradient) {
    String path = "losses/" + name + "/";
    Numbers.assertClose(
        faces.numbers(path + "value"), Objects.requireNonNull(out.get("value")), TOLERANCE, name);
    Numbers.assertClose(
        faces.numbers(path + field), gradient, TOLERANCE, ROUNDING, name + "'s derivative");
  }

  private int[] shape(String path) {
    List<Integer> extents = new java.util.ArrayList<>();
    for (JsonNode node = faces.node(path); node.isArray(); node = node.get(0)) {
      extents.add(node.size());
    }
    return extents.stream().mapToInt(Integer::intValue).toArray();
  }

  private Tensor constant(Graph graph, String path) {
    return graph.constant(faces.numbers(path), shape(path));
  }

  private Tensor targetLandmarks(Graph graph) {
    String path = "losses/landmark_deep3d/target";
    return graph.constant(faces.flipped(faces.numbers(path)), shape(path));
  }

  @Test
  void landmarksWithDeep3dWeights() {
    check(
        "landmark_deep3d",
        (face, c) ->
            new LandmarkLoss(LandmarkWeighting.DEEP3D)
                .of(HybridLoss.landmarks(face, c), targetLandmarks(c.graph())));
  }

  @Test
  void landmarksWithPaperWeights() {
    check(
        "landmark_paper_weights",
        (face, c) ->
            new LandmarkLoss(LandmarkWeighting.PAPER)
                .of(HybridLoss.landmarks(face, c), targetLandmarks(c.graph())));
  }

  @Test
  void lidDistances() {
    double[] pairs = faces.numbers("losses/lid_distance_scalar_mean/pairs");
    int count = pairs.length / 2;
    int[] upper = new int[count];
    int[] lower = new int[count];
    for (int k = 0; k < count; k++) {
      upper[k] = (int) pairs[2 * k];
      lower[k] = (int) pairs[2 * k + 1];
    }
    LocalDynamicLoss loss =
        new LocalDynamicLoss(
            new LandmarkPairs(upper, lower, upper, lower),
            LocalDynamicLoss.Form.SCALAR,
            LocalDynamicLoss.Unit.PIXELS,
            LocalDynamicLoss.Reduction.MEAN);
    check(
        "lid_distance_scalar_mean",
        (face, c) -> {
          Graph graph = c.graph();
          double[] ones = new double[faces.batch * count];
          java.util.Arrays.fill(ones, 1);
          return loss.of(
              HybridLoss.landmarks(face, c),
              targetLandmarks(graph),
              graph.constant(ones, faces.batch, count));
        });
  }

  @Test
  void coefficients() {
    String path = "losses/coefficient_reg/";
    CoefficientLoss loss =
        new CoefficientLoss(
            faces.node(path + "w_id").doubleValue(),
            faces.node(path + "w_exp").doubleValue(),
            faces.node(path + "w_tex").doubleValue());
    check("coefficient_reg", loss::of);
    assertEquals(CoefficientLoss.standard(), loss, "Deep3D's weights");
  }

  @Test
  void gamma() {
    check("gamma_reg", (face, c) -> GammaLoss.of(face.lighting(c)));
  }

  @Test
  void reflectance() {
    ReflectanceLoss loss = ReflectanceLoss.of(faces.model.topology());
    check("reflectance", (face, c) -> loss.of(face.reflectance(c)));
  }

  @Test
  void photometric() {
    checkTensors(
        "photometric",
        graph ->
            a ->
                PhotometricLoss.standard()
                    .of(
                        a,
                        constant(graph, "losses/photometric/b"),
                        constant(graph, "losses/photometric/mask")));
  }

  @Test
  void perceptual() {
    checkTensors(
        "perceptual_cosine",
        graph -> a -> PerceptualLoss.distance(a, constant(graph, "losses/perceptual_cosine/b")));
  }

  @Test
  void noLossOfTheFileIsLeftOut() {
    Set<String> known =
        Set.of(
            "landmark_deep3d",
            "landmark_paper_weights",
            "lid_distance_scalar_mean",
            "coefficient_reg",
            "gamma_reg",
            "reflectance",
            "photometric",
            "perceptual_cosine");
    Set<String> names = new LinkedHashSet<>();
    for (Iterator<String> i = faces.node("losses").fieldNames(); i.hasNext(); ) {
      names.add(i.next());
    }
    assertEquals(known, names);
  }
}

package org.palpebra.training.loss;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.LandmarkScheme;
import org.palpebra.model.Lid;
import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.Tensor;

/**
 * A face model and its camera as graph nodes: coefficients {@code [B, C]} to vertices, pose,
 * projection, landmarks and lid openness. Only some vertices are computed, called <em>points</em>
 * here, P of them: those of the landmarks (with all places where the jaw line may slide), the lid
 * margins and a random sample, or {@linkplain #ofAllVertices all}.
 *
 * <p>The same rules as {@link org.palpebra.model.Landmarks}, {@link
 * org.palpebra.geometry.HeadPose}, {@link PerspectiveCamera} and {@link
 * org.palpebra.eyes.LidOpenness}. Immutable; methods emit nodes into the graph of their arguments.
 */
public final class FaceGraph {
  private static final double TINY = 1e-6;

  private static final Set<String> BEHIND_THE_FACE =
      Set.of(
          "headAndNeck",
          "mouthSocket",
          "leftEyeSocket",
          "rightEyeSocket",
          "gumsAndTongue",
          "teeth",
          "leftLacrimalFluid",
          "rightLacrimalFluid",
          "leftEyeBlend",
          "rightEyeBlend",
          "leftEyeOcclusion",
          "rightEyeOcclusion",
          "leftEyelashes",
          "rightEyelashes");

  private final MorphableModel model;
  private final CoefficientLayout layout;
  private final PerspectiveCamera camera;
  private final int[] vertices;
  private final Map<Integer, Integer> points = new LinkedHashMap<>();

  private FaceGraph(MorphableModel model, int lighting, PerspectiveCamera camera) {
    this.model = model;
    this.layout = model.layout(lighting);
    this.camera = camera;
    for (int v = 0; v < model.vertexCount(); v++) {
      add(v);
    }
    this.vertices = points.keySet().stream().mapToInt(Integer::intValue).toArray();
  }

  /** A graph whose points are all vertices of the model, in their order. */
  public static FaceGraph ofAllVertices(
      MorphableModel model, int lighting, PerspectiveCamera camera) {
    return new FaceGraph(model, lighting, camera);
  }

  /**
   * A graph of the vertices that landmarks and lids need, and {@code samples} more; of full heads
   * only those of face and eyeballs.
   *
   * @param samples number of vertices that are drawn beside those of landmarks and lids
   * @param seed of the draw
   */
  public FaceGraph(
      MorphableModel model, int lighting, PerspectiveCamera camera, int samples, long seed) {
    this.model = model;
    this.layout = model.layout(lighting);
    this.camera = camera;
    for (int v : model.landmarks().vertices()) {
      add(v);
    }
    for (int[] contour : model.landmarks().contours()) {
      for (int v : contour) {
        add(v);
      }
    }
    for (Lid lid : List.of(model.leftLid(), model.rightLid())) {
      for (int i = 0; i < lid.upper().length; i++) {
        add(lid.upper()[i]);
        add(lid.lower()[i]);
      }
    }
    Random random = new Random(seed);
    for (int i = 0; i < samples; i++) {
      add(sample(random));
    }
    this.vertices = points.keySet().stream().mapToInt(Integer::intValue).toArray();
  }

  /** A random vertex of the face, not of what a full head has beside and behind it. */
  private int sample(Random random) {
    byte[] regions = model.topology().regions();
    int vertex;
    do {
      vertex = random.nextInt(model.vertexCount());
    } while (regions.length > 0
        && BEHIND_THE_FACE.contains(model.topology().regionNames().get(regions[vertex])));
    return vertex;
  }

  private void add(int vertex) {
    points.putIfAbsent(vertex, points.size());
  }

  private int point(int vertex) {
    return Objects.requireNonNull(points.get(vertex));
  }

  /** The model's vertex of each point. */
  public int[] vertices() {
    return vertices.clone();
  }

  public CoefficientLayout layout() {
    return layout;
  }

  public MorphableModel model() {
    return model;
  }

  public PerspectiveCamera camera() {
    return camera;
  }

  boolean hasAllVertices() {
    return vertices.length == model.vertexCount();
  }

  /** Identity coefficients of [B, C]. */
  public Tensor identity(Tensor coefficients) {
    return coefficients.slice(1, 0, layout.identity());
  }

  /** Expression coefficients of [B, C]. */
  public Tensor expression(Tensor coefficients) {
    return coefficients.slice(1, layout.expressionOffset(), layout.albedoOffset());
  }

  /** Albedo coefficients of [B, C]. */
  public Tensor albedo(Tensor coefficients) {
    return coefficients.slice(1, layout.albedoOffset(), layout.rotationOffset());
  }

  /** Rotation about x, y, z of [B, C]. */
  public Tensor rotation(Tensor coefficients) {
    return coefficients.slice(1, layout.rotationOffset(), layout.lightingOffset());
  }

  /** SH lighting of [B, C]. */
  public Tensor lighting(Tensor coefficients) {
    return coefficients.slice(1, layout.lightingOffset(), layout.translationOffset());
  }

  /** Translation of [B, C], millimetres. */
  public Tensor translation(Tensor coefficients) {
    return coefficients.slice(1, layout.translationOffset(), layout.size());
  }

  /** Points [B, P, 3] of the identity without expression, millimetres, unposed. */
  public Tensor neutral(Tensor coefficients) {
    Graph graph = coefficients.graph();
    Tensor flat = displacement(identity(coefficients), model.identity());
    Tensor mean = graph.constant(rows(model.meanShape(), 0), 3 * vertices.length);
    return points(flat.add(mean));
  }

  /** What the expression adds to the points, [B, P, 3], millimetres. */
  public Tensor expressionOffset(Tensor coefficients) {
    return points(displacement(expression(coefficients), model.expression()));
  }

  /** What the albedo coefficients add to the points' colours, [B, P, 3]. */
  public Tensor albedoOffset(Tensor coefficients) {
    return points(displacement(albedo(coefficients), model.albedo()));
  }

  /** Colours [B, P, 3] of the points before any light, RGB, not clamped to [0, 1]. */
  public Tensor reflectance(Tensor coefficients) {
    Tensor flat = displacement(albedo(coefficients), model.albedo());
    Tensor mean = coefficients.graph().constant(rows(model.meanAlbedo(), 0), 3 * vertices.length);
    return points(flat.add(mean));
  }

  private Tensor displacement(Tensor weights, LinearBasis basis) {
    int rows = 3 * vertices.length;
    float[] data = new float[basis.columns() * rows];
    for (int k = 0; k < basis.columns(); k++) {
      System.arraycopy(rows(basis.data(), k * basis.rows()), 0, data, k * rows, rows);
    }
    return weights.matmul(weights.graph().constant(data, basis.columns(), rows));
  }

  private float[] rows(float[] data, int offset) {
    float[] out = new float[3 * vertices.length];
    for (int i = 0; i < vertices.length; i++) {
      System.arraycopy(data, offset + 3 * vertices[i], out, 3 * i, 3);
    }
    return out;
  }

  private Tensor points(Tensor flat) {
    return flat.reshape(flat.shape().get(0), vertices.length, 3);
  }

  /** Points after the head pose {@code R·v + t}, [B, P, 3]. */
  public Tensor posed(Tensor coefficients, Tensor shape) {
    Tensor rotation = rotationMatrix(coefficients);
    return shape.matmul(rotation.matrixTranspose()).add(translation(coefficients).unsqueeze(1));
  }

  /** {@code Rz·Ry·Rx}, [B, 3, 3], of coefficients [B, C]. */
  public Tensor rotationMatrix(Tensor coefficients) {
    Tensor angles = rotation(coefficients);
    Tensor sin = angles.sin();
    Tensor cos = angles.cos();
    Tensor sx = sin.slice(1, 0, 1);
    Tensor sy = sin.slice(1, 1, 2);
    Tensor sz = sin.slice(1, 2, 3);
    Tensor cx = cos.slice(1, 0, 1);
    Tensor cy = cos.slice(1, 1, 2);
    Tensor cz = cos.slice(1, 2, 3);
    Tensor sxsy = sx.mul(sy);
    Tensor cxsy = cx.mul(sy);
    List<Tensor> entries =
        List.of(
            cz.mul(cy),
            cz.mul(sxsy).sub(sz.mul(cx)),
            cz.mul(cxsy).add(sz.mul(sx)),
            sz.mul(cy),
            sz.mul(sxsy).add(cz.mul(cx)),
            sz.mul(cxsy).sub(cz.mul(sx)),
            sy.neg(),
            cy.mul(sx),
            cy.mul(cx));
    return Tensor.concat(1, entries).reshape(angles.shape().get(0), 3, 3);
  }

  /** Crop pixels [B, P, 2] of posed points [B, P, 3]. */
  public Tensor project(Tensor posed) {
    Graph graph = posed.graph();
    Tensor depth = posed.slice(2, 2, 3).neg().add(camera.distance());
    Tensor focal = graph.constant(new double[] {camera.focal(), -camera.focal()}, 2);
    Tensor centre = graph.constant(new double[] {camera.centerX(), camera.centerY()}, 2);
    return posed.slice(2, 0, 2).mul(focal).div(depth).add(centre);
  }

  /**
   * The 68 landmarks [B, 68, 2] of projected points [B, P, 2]; which candidate a sliding landmark
   * takes has no derivative.
   */
  public Tensor landmarks(Tensor projected) {
    int[] fixed = new int[LandmarkScheme.COUNT - LandmarkScheme.CONTOUR];
    for (int i = 0; i < fixed.length; i++) {
      fixed[i] = point(model.landmarks().vertices()[LandmarkScheme.CONTOUR + i]);
    }
    Tensor inner = projected.gather(1, fixed);
    return Tensor.concat(1, List.of(contour(projected), inner));
  }

  private Tensor contour(Tensor projected) {
    int[][] contours = model.landmarks().contours();
    int longest = 1;
    for (int[] contour : contours) {
      longest = Math.max(longest, contour.length);
    }
    int[] candidates = new int[contours.length * longest];
    for (int i = 0; i < candidates.length; i++) {
      int[] contour = contours[i / longest];
      candidates[i] = point(contour[Math.min(i % longest, contour.length - 1)]);
    }
    int batch = projected.shape().get(0);
    Tensor all = projected.gather(1, candidates).reshape(batch, contours.length, longest, 2);
    Tensor reach = all.stopGradient().mul(outwards(projected).unsqueeze(2)).sum(3);
    Tensor chosen = isGreatest(reach);
    return all.mul(chosen.unsqueeze(3)).sum(2);
  }

  /** Directions [B, 17, 2] in which the sliding landmarks look for the outline. */
  private Tensor outwards(Tensor projected) {
    int first = point(model.landmarks().vertices()[36]);
    int second = point(model.landmarks().vertices()[45]);
    Tensor e = projected.gather(1, second).sub(projected.gather(1, first)).stopGradient();
    Tensor down =
        Tensor.concat(2, List.of(e.slice(2, 1, 2).neg(), e.slice(2, 0, 1))); // e turned by 90°
    double[] cos = new double[LandmarkScheme.CONTOUR];
    double[] sin = new double[LandmarkScheme.CONTOUR];
    for (int i = 0; i < cos.length; i++) {
      double angle = Math.PI * i / (LandmarkScheme.CONTOUR - 1);
      cos[i] = -Math.cos(angle);
      sin[i] = Math.sin(angle);
    }
    Graph graph = projected.graph();
    Tensor along = graph.constant(cos, LandmarkScheme.CONTOUR, 1);
    Tensor across = graph.constant(sin, LandmarkScheme.CONTOUR, 1);
    return e.mul(along).add(down.mul(across));
  }

  /** 1 at the greatest value along the last axis, shared equally by ties, 0 elsewhere. */
  private static Tensor isGreatest(Tensor values) {
    Tensor below = values.maxOver(true, 2).sub(values);
    Graph graph = values.graph();
    Tensor mask =
        Tensor.where(
            below.greater(0), graph.scalar(0), graph.constant(values.type(), values.shape(), 1));
    return mask.div(mask.sumKeep(2)).stopGradient();
  }

  /** Lid openness [B, 2] (left eye, right eye) of unposed points. */
  public Tensor openness(Tensor shape, Tensor neutral) {
    List<Tensor> eyes = new ArrayList<>();
    for (Lid lid : List.of(model.leftLid(), model.rightLid())) {
      eyes.add(gap(lid, shape).div(gap(lid, neutral).add(TINY)));
    }
    return Tensor.concat(1, eyes);
  }

  private Tensor gap(Lid lid, Tensor shape) {
    int[] upper = new int[lid.upper().length];
    int[] lower = new int[upper.length];
    for (int i = 0; i < upper.length; i++) {
      upper[i] = point(lid.upper()[i]);
      lower[i] = point(lid.lower()[i]);
    }
    Tensor difference = shape.gather(1, upper).sub(shape.gather(1, lower));
    return difference.square().sum(2).add(TINY).sqrt().meanKeep(1);
  }
}

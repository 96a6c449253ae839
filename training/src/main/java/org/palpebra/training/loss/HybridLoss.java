package org.palpebra.training.loss;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.MorphableModel;
import org.palpebra.training.graph.Tensor;

/**
 * The hybrid loss of arXiv 2401.09677: photometric, perceptual, landmark and local dynamic losses
 * of the drawn face against a photo, with regularisers of coefficients, light and reflectance.
 *
 * <p>Landmarks have a small graph of their own vertices beside the whole surface, so that their
 * derivatives need not go through it. Immutable; methods emit nodes into the graph of their
 * arguments.
 */
public final class HybridLoss {
  /** Name of the weighted sum among the {@link #terms}. */
  public static final String LOSS = "loss";

  private final FaceGraph points;
  private final SurfaceGraph surface;
  private final HybridSettings settings;
  private final @Nullable PerceptualLoss perceptual;
  private final @Nullable ReflectanceLoss reflectance;

  /**
   * @param lighting 9 or 27 coefficients
   * @param camera of the crops
   * @param network emits a recognition network, see {@link PerceptualLoss}; needed unless the
   *     perceptual weight is 0
   */
  public HybridLoss(
      MorphableModel model,
      int lighting,
      PerspectiveCamera camera,
      HybridSettings settings,
      @Nullable UnaryOperator<Tensor> network) {
    HybridWeights weights = settings.weights();
    if (weights.perceptual() != 0 && network == null) {
      throw new IllegalArgumentException(
          "a perceptual weight of %s needs a recognition network; give one or set the weight to 0"
              .formatted(weights.perceptual()));
    }
    points = new FaceGraph(model, lighting, camera, 0, 0);
    surface = new SurfaceGraph(model, lighting, camera);
    this.settings = settings;
    perceptual = network == null ? null : new PerceptualLoss(network);
    reflectance = weights.reflectance() == 0 ? null : ReflectanceLoss.of(model.topology());
  }

  /** The whole surface that is drawn. */
  public SurfaceGraph surface() {
    return surface;
  }

  /**
   * Emits the loss.
   *
   * @param coefficients [B, C]
   * @return terms by name, each a scalar before weighting, without those of weight 0; {@value
   *     #LOSS} is their weighted sum
   */
  public Map<String, Tensor> terms(Tensor coefficients, HybridTargets targets) {
    Map<String, Tensor> terms = new LinkedHashMap<>();
    HybridWeights weights = settings.weights();
    if (weights.photometric() != 0 || weights.perceptual() != 0 || weights.reflectance() != 0) {
      surfaceTerms(surface.of(coefficients), targets, terms);
    }
    if (weights.landmarks() != 0 || weights.localDynamic() != 0) {
      landmarkTerms(landmarks(points, coefficients), targets, terms);
    }
    if (weights.coefficients() != 0) {
      terms.put("coefficients", weights.coefficientLoss().of(points, coefficients));
    }
    if (weights.gamma() != 0) {
      terms.put("gamma", GammaLoss.of(points.lighting(coefficients)));
    }
    Map<String, Tensor> all = new LinkedHashMap<>();
    all.put(LOSS, weighted(terms));
    all.putAll(terms);
    return all;
  }

  private void surfaceTerms(
      SurfaceGraph.Surface faces, HybridTargets targets, Map<String, Tensor> terms) {
    HybridWeights weights = settings.weights();
    RenderedFaces drawn = surface.render(faces, targets.triangles());
    if (weights.photometric() != 0) {
      terms.put(
          "photometric",
          PhotometricLoss.standard()
              .of(drawn.image(), targets.image(), targets.skin().mul(drawn.coverage())));
    }
    if (weights.perceptual() != 0) {
      terms.put(
          "perceptual",
          Objects.requireNonNull(perceptual).of(drawn.over(targets.image()), targets.image()));
    }
    if (weights.reflectance() != 0) {
      terms.put("reflectance", Objects.requireNonNull(reflectance).of(faces.reflectance()));
    }
  }

  private void landmarkTerms(Tensor landmarks, HybridTargets targets, Map<String, Tensor> terms) {
    HybridWeights weights = settings.weights();
    if (weights.landmarks() != 0) {
      terms.put(
          "landmarks",
          new LandmarkLoss(settings.landmarkWeighting())
              .of(landmarks, targets.landmarks(), targets.landmarkWeights()));
    }
    if (weights.localDynamic() != 0) {
      terms.put(
          "local_dynamic",
          LocalDynamicLoss.paper()
              .withForm(settings.localDynamicForm())
              .of(landmarks, targets.landmarks(), targets.pairWeights()));
    }
  }

  /** The 68 landmarks [B, 68, 2] in crop pixels. */
  static Tensor landmarks(FaceGraph face, Tensor coefficients) {
    Tensor shape = face.neutral(coefficients).add(face.expressionOffset(coefficients));
    return face.landmarks(face.project(face.posed(coefficients, shape)));
  }

  private Tensor weighted(Map<String, Tensor> terms) {
    Map<String, Double> factors = settings.weights().byName();
    List<Tensor> parts = new ArrayList<>();
    terms.forEach(
        (name, term) -> parts.add(term.mul(Objects.requireNonNull(factors.get(name))).reshape(1)));
    return Tensor.concat(0, parts).sum();
  }
}

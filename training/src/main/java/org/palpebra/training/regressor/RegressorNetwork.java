package org.palpebra.training.regressor;

import java.util.Arrays;
import java.util.List;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.nn.Backbone;
import org.palpebra.training.nn.Initializer;
import org.palpebra.training.nn.Net;

/**
 * A network from face crops to coefficients in their final units: a backbone, one linear layer and
 * fixed output scales, so that every output of the layer is of size 1. The layer starts near zero,
 * that is near the mean face in the middle of the crop.
 *
 * @param camera of the crop
 * @param seed of the first weights
 */
public record RegressorNetwork(
    Backbone backbone,
    CoefficientLayout layout,
    PerspectiveCamera camera,
    Expression expression,
    long seed)
    implements CoefficientNetwork {
  /** The embedded regressor's crop: 175 mm across at the model's origin. */
  public static final PerspectiveCamera CAMERA = new PerspectiveCamera(112, 640, 56, 56, 1000);

  /** What expression coefficients are. */
  public enum Expression {
    /** Weights of blendshapes: through a sigmoid into (0, 1). */
    BLENDSHAPES,
    /** Coefficients of a statistical basis, unbounded. */
    LINEAR
  }

  /** A network for the embedded regressor's crop and blendshapes. */
  public RegressorNetwork(Backbone backbone, CoefficientLayout layout, long seed) {
    this(backbone, layout, CAMERA, Expression.BLENDSHAPES, seed);
  }

  private static final double ROTATION = 0.5;
  private static final double LIGHTING = 0.3;
  private static final double SHIFT = 20;
  private static final double DEPTH = 150;

  /** Expression of a zero output is 0.12, with a slope of 0.3. */
  private static final double EXPRESSION_SLOPE = 3;

  private static final double EXPRESSION_OFFSET = -2;

  @Override
  public Tensor coefficients(Net net, Tensor image) {
    Tensor features = backbone.features(net, backbone.normalised(image));
    Tensor raw = net.linear(backbone.head(), features, layout.size(), Initializer.normal(0.005));
    Tensor scaled = raw.mul(net.graph().constant(scales(), layout.size()));
    if (expression == Expression.LINEAR) {
      return scaled;
    }
    Tensor blendshapes =
        raw.slice(1, layout.expressionOffset(), layout.albedoOffset())
            .mul(EXPRESSION_SLOPE)
            .add(EXPRESSION_OFFSET)
            .sigmoid();
    return Tensor.concat(
        1,
        List.of(
            scaled.slice(1, 0, layout.expressionOffset()),
            blendshapes,
            scaled.slice(1, layout.albedoOffset(), layout.size())));
  }

  private float[] scales() {
    float[] scales = new float[layout.size()];
    Arrays.fill(scales, 1);
    Arrays.fill(scales, layout.rotationOffset(), layout.lightingOffset(), (float) ROTATION);
    Arrays.fill(scales, layout.lightingOffset(), layout.translationOffset(), (float) LIGHTING);
    Arrays.fill(scales, layout.translationOffset(), layout.size(), (float) SHIFT);
    scales[layout.size() - 1] = (float) DEPTH;
    return scales;
  }
}

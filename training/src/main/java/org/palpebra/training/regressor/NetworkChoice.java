package org.palpebra.training.regressor;

import org.jspecify.annotations.Nullable;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.MorphableModel;
import org.palpebra.shading.SphericalHarmonics;
import org.palpebra.training.nn.Backbone;
import org.palpebra.training.nn.RegressorBackbone;
import org.palpebra.training.nn.ResNet;

/**
 * Which network a regressor is, and what it regresses.
 *
 * @param kind the architecture
 * @param width channels of a ResNet's stem; null for 64, as published
 * @param inputSize side of the crop in pixels; null for the embedded regressor's 112
 * @param weights safetensors file of a ResNet's weights under torchvision's names, or null for
 *     random ones; the last layer is always new
 * @param lighting number of SH coefficients, 9 for white light or 27 for coloured; null for 27
 * @param linearExpression whether expressions are unbounded coefficients, as those of statistical
 *     models are, instead of blendshape weights in (0, 1); null for blendshapes
 */
public record NetworkChoice(
    Kind kind,
    @Nullable Integer width,
    @Nullable Integer inputSize,
    @Nullable String weights,
    @Nullable Integer lighting,
    @Nullable Boolean linearExpression) {
  private static final int MIN_INPUT = 32;

  /** The architectures. */
  public enum Kind {
    /** {@link RegressorBackbone#embedded()}. */
    EMBEDDED,
    RESNET18,
    RESNET34,
    RESNET50
  }

  public NetworkChoice {
    if (kind == Kind.EMBEDDED && (width != null || weights != null)) {
      throw new IllegalArgumentException("network EMBEDDED takes no width and no weights");
    }
    if (width != null && width < 1) {
      throw new IllegalArgumentException("width must be positive, not " + width);
    }
    if (inputSize != null && inputSize < MIN_INPUT) {
      throw new IllegalArgumentException(
          "inputSize must be at least " + MIN_INPUT + ", not " + inputSize);
    }
    if (lighting != null
        && lighting != SphericalHarmonics.WHITE
        && lighting != SphericalHarmonics.RGB) {
      throw new IllegalArgumentException(
          "lighting must be %d or %d, not %d"
              .formatted(SphericalHarmonics.WHITE, SphericalHarmonics.RGB, lighting));
    }
  }

  /** The embedded regressor. */
  static NetworkChoice embedded() {
    return new NetworkChoice(Kind.EMBEDDED, null, null, null, null, null);
  }

  int lightingCount() {
    return lighting == null ? SphericalHarmonics.RGB : lighting;
  }

  /** The embedded regressor's crop, with as many pixels as the input has. */
  PerspectiveCamera camera() {
    PerspectiveCamera embedded = RegressorNetwork.CAMERA;
    if (inputSize == null || inputSize == embedded.size()) {
      return embedded;
    }
    float scale = (float) inputSize / embedded.size();
    return new PerspectiveCamera(
        inputSize,
        embedded.focal() * scale,
        embedded.centerX() * scale,
        embedded.centerY() * scale,
        embedded.distance());
  }

  /** What decides about rendered faces; empty for the embedded regressor's. */
  String recipe() {
    boolean same = camera().equals(RegressorNetwork.CAMERA) && lightingCount() == RGB;
    return same ? "" : ", %s, %d SH".formatted(camera(), lightingCount());
  }

  private static final int RGB = SphericalHarmonics.RGB;

  /**
   * The network.
   *
   * @param seed of the first weights
   */
  RegressorNetwork network(MorphableModel model, long seed) {
    CoefficientLayout layout = model.layout(lightingCount());
    RegressorNetwork.Expression expression =
        Boolean.TRUE.equals(linearExpression)
            ? RegressorNetwork.Expression.LINEAR
            : RegressorNetwork.Expression.BLENDSHAPES;
    return new RegressorNetwork(backbone(), layout, camera(), expression, seed);
  }

  private Backbone backbone() {
    return switch (kind) {
      case EMBEDDED -> RegressorBackbone.embedded();
      case RESNET18 -> widened(ResNet.resnet18());
      case RESNET34 -> widened(ResNet.resnet34());
      case RESNET50 -> widened(ResNet.resnet50());
    };
  }

  private ResNet widened(ResNet network) {
    return width == null ? network : network.withWidth(width);
  }
}

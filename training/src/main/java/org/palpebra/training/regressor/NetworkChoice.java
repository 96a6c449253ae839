package org.palpebra.training.regressor;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.MorphableModel;
import org.palpebra.shading.SphericalHarmonics;
import org.palpebra.training.nn.Backbone;
import org.palpebra.training.nn.Parameters;
import org.palpebra.training.nn.RegressorBackbone;
import org.palpebra.training.nn.ResNet;

/**
 * Which network a regressor is, and what it regresses.
 *
 * @param kind the architecture
 * @param width channels of a ResNet's stem; null for 64, as published
 * @param inputSize side of the crop in pixels; null for the embedded regressor's 112
 * @param weights of a ResNet: safetensors or ONNX file with weights under torchvision's names, of
 *     the embedded regressor: {@code weights.safetensors} of another run, or null for random ones;
 *     the last layer is new unless it has as many outputs as there are coefficients. Of an imported
 *     network: the ONNX file that is the network
 * @param lighting number of SH coefficients, 9 for white light or 27 for coloured; null for 27
 * @param linearExpression whether expressions are unbounded coefficients, as those of statistical
 *     models are, instead of blendshape weights in (0, 1); null for blendshapes
 * @param normalisation of an imported network's input; null for RGB in [0, 1]
 */
public record NetworkChoice(
    Kind kind,
    @Nullable Integer width,
    @Nullable Integer inputSize,
    @Nullable String weights,
    @Nullable Integer lighting,
    @Nullable Boolean linearExpression,
    @Nullable Normalisation normalisation) {
  private static final int MIN_INPUT = 32;

  /** The architectures. */
  public enum Kind {
    /** {@link RegressorBackbone#embedded()}. */
    EMBEDDED,
    RESNET18,
    RESNET34,
    RESNET50,
    /** A whole regressor from an ONNX file, whose outputs are coefficients in their final units. */
    IMPORTED
  }

  /** A network that is not imported. */
  public NetworkChoice(
      Kind kind,
      @Nullable Integer width,
      @Nullable Integer inputSize,
      @Nullable String weights,
      @Nullable Integer lighting,
      @Nullable Boolean linearExpression) {
    this(kind, width, inputSize, weights, lighting, linearExpression, null);
  }

  /** A whole regressor from an ONNX file, for crops of the given size and RGB in [0, 1]. */
  public static NetworkChoice imported(String file, int inputSize, int lighting) {
    return new NetworkChoice(Kind.IMPORTED, null, inputSize, file, lighting, null);
  }

  public NetworkChoice {
    if (kind == Kind.EMBEDDED && width != null) {
      throw new IllegalArgumentException("network EMBEDDED takes no width");
    }
    if (kind == Kind.IMPORTED && (weights == null || width != null || linearExpression != null)) {
      throw new IllegalArgumentException(
          "network IMPORTED takes an ONNX file as weights, no width and no linearExpression");
    }
    if (kind != Kind.IMPORTED && normalisation != null) {
      throw new IllegalArgumentException(
          "network %s has a normalisation of its own; leave it out".formatted(kind));
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
  CoefficientNetwork network(MorphableModel model, long seed) {
    CoefficientLayout layout = model.layout(lightingCount());
    if (kind == Kind.IMPORTED) {
      return ImportedRegressor.read(
          Path.of(Objects.requireNonNull(weights)), normalisation, layout, camera(), seed);
    }
    RegressorNetwork.Expression expression =
        Boolean.TRUE.equals(linearExpression)
            ? RegressorNetwork.Expression.LINEAR
            : RegressorNetwork.Expression.BLENDSHAPES;
    return new RegressorNetwork(backbone(), layout, camera(), expression, seed);
  }

  /** The first weights of the network that was made by this choice. */
  Parameters first(CoefficientNetwork network) {
    return weights != null && network instanceof RegressorNetwork own
        ? RegressorWeights.readBackbone(own, Path.of(weights))
        : RegressorWeights.random(network);
  }

  private Backbone backbone() {
    return switch (kind) {
      case EMBEDDED -> RegressorBackbone.embedded();
      case RESNET18 -> widened(ResNet.resnet18());
      case RESNET34 -> widened(ResNet.resnet34());
      case RESNET50 -> widened(ResNet.resnet50());
      case IMPORTED -> throw new IllegalStateException("an imported network is no backbone");
    };
  }

  private ResNet widened(ResNet network) {
    return width == null ? network : network.withWidth(width);
  }
}

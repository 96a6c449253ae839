package org.palpebra.training.graph;

/** Activation functions made of {@link Tensor}'s operators; elementwise unless said otherwise. */
public final class Activations {
  private static final double SELU_ALPHA = 1.6732632423543772;
  private static final double SELU_GAMMA = 1.0507009873554805;

  private Activations() {}

  /** x where positive, else {@code alpha · (exp(x) − 1)}. */
  public static Tensor elu(Tensor x, double alpha) {
    return x.relu().add(negative(x).exp().sub(1).mul(alpha));
  }

  /** x where positive, else {@code alpha · (exp(x / alpha) − 1)}. */
  public static Tensor celu(Tensor x, double alpha) {
    return x.relu().add(negative(x).div(alpha).exp().sub(1).mul(alpha));
  }

  /** Klambauer et al. 2017. */
  public static Tensor selu(Tensor x) {
    return elu(x, SELU_ALPHA).mul(SELU_GAMMA);
  }

  private static Tensor negative(Tensor x) {
    return x.min(x.graph().scalar(x.type(), 0));
  }

  /** {@code alpha · x + beta}, cut off at 0 and 1. */
  public static Tensor hardSigmoid(Tensor x, double alpha, double beta) {
    return x.mul(alpha).add(beta).clip(0, 1);
  }

  /** {@code x · clip(x / 6 + 1/2, 0, 1)}, as in MobileNetV3. */
  public static Tensor hardSwish(Tensor x) {
    return x.mul(hardSigmoid(x, 1.0 / 6, 0.5));
  }

  /** {@code x · sigmoid(beta · x)}; SiLU for beta = 1. */
  public static Tensor swish(Tensor x, double beta) {
    return x.mul((beta == 1 ? x : x.mul(beta)).sigmoid());
  }

  /** {@code x · tanh(log(1 + exp(x)))}. */
  public static Tensor mish(Tensor x) {
    return x.mul(x.softplus().tanh());
  }

  /** {@code x · Φ(x)} with the normal distribution's Φ; single precision only. */
  public static Tensor gelu(Tensor x) {
    return x.mul(x.mul(Math.sqrt(0.5)).erf().add(1).mul(0.5));
  }

  /** GELU's approximation by a hyperbolic tangent. */
  public static Tensor geluTanh(Tensor x) {
    Tensor cubic = x.add(x.pow(3).mul(0.044715)).mul(Math.sqrt(2 / Math.PI));
    return x.mul(cubic.tanh().add(1).mul(0.5));
  }

  /** {@code x / (1 + |x|)}. */
  public static Tensor softsign(Tensor x) {
    return x.div(x.abs().add(1));
  }

  /** x where greater than the threshold, else 0. */
  public static Tensor thresholdedRelu(Tensor x, double threshold) {
    return x.mul(x.greater(threshold).cast(x.type()));
  }

  /** {@code log(softmax(x))} along an axis, without overflow. */
  public static Tensor logSoftmax(Tensor x, int axis) {
    Tensor shifted = x.sub(x.maxOver(true, axis).stopGradient());
    return shifted.sub(shifted.exp().sumKeep(axis).log());
  }
}

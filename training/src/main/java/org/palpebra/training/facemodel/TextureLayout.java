package org.palpebra.training.facemodel;

/** Texture coordinates from the layout: the middle of the face is spread, the rest pressed. */
final class TextureLayout {
  private static final double MIDDLE = 0.25;
  private static final double SPREAD = 0.72;

  private TextureLayout() {}

  static float[] uv(double[] layout) {
    float[] out = new float[layout.length];
    for (int i = 0; i < layout.length; i += 2) {
      boolean eyeball = Math.hypot(layout[i], layout[i + 1]) > 1.01;
      double x = eyeball ? layout[i] : spread(layout[i], 0);
      double y = eyeball ? layout[i + 1] : spread(layout[i + 1], MIDDLE);
      out[i] = (float) (0.5 + 0.5 * x);
      out[i + 1] = (float) (0.5 - 0.5 * y);
    }
    return out;
  }

  /** A monotone map of [−1, 1] onto itself that is steep round the middle. */
  private static double spread(double x, double middle) {
    double reach = x > middle ? 1 - middle : 1 + middle;
    double t = Math.abs(x - middle) / reach;
    double bent = 0.35 * t + 0.65 * StrictMath.pow(t + 0.02, SPREAD) / StrictMath.pow(1.02, SPREAD);
    double zero = 0.65 * StrictMath.pow(0.02, SPREAD) / StrictMath.pow(1.02, SPREAD);
    double y = (bent - zero) / (1 - zero);
    return middle + Math.signum(x - middle) * reach * y;
  }
}

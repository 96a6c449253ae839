package org.palpebra.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.palpebra.model.LinearBasis;

/**
 * Authored vertex colours, sRGB-encoded: a mean of medium skin and modes at one standard deviation.
 * The melanin axis goes from light skin at −1.2 σ to very dark skin at +2.3 σ.
 */
public final class FacePaint {
  private static final double[] SKIN = {0.735, 0.565, 0.475};
  private static final double[] LIP = {0.655, 0.385, 0.365};
  private static final double[] BROW = {0.26, 0.185, 0.145};
  private static final double[] LASH = {0.12, 0.085, 0.075};
  private static final double[] RIM = {0.66, 0.43, 0.385};
  private static final double[] SCLERA = {0.87, 0.845, 0.825};
  private static final double[] IRIS = {0.34, 0.25, 0.185};
  private static final double[] LIMBUS = {0.16, 0.12, 0.10};
  private static final double[] PUPIL = {0.03, 0.025, 0.025};
  private static final double[] MOUTH = {0.165, 0.06, 0.055};
  private static final double[] NOSTRIL = {0.17, 0.085, 0.075};

  private final FaceMasks m;
  private final int vertices;
  private final List<String> names = new ArrayList<>();
  private final List<float[]> modes = new ArrayList<>();

  /** Paints what the masks mark. */
  public FacePaint(FaceMasks masks) {
    vertices = masks.vertices();
    m = masks;
    authorModes();
  }

  /** {@code float[3·V]}, RGB interleaved. */
  public float[] mean() {
    float[] out = new float[3 * vertices];
    for (int v = 0; v < vertices; v++) {
      double[] c = SKIN.clone();
      c = add(c, 0.035, -0.035, -0.03, m.cheeks[v]);
      c = add(c, -0.06, -0.055, -0.03, m.underEye[v]);
      c = add(c, -0.05, -0.045, -0.035, 0.6 * m.lidSkin[v]);
      c = add(c, -0.03, -0.028, -0.024, m.folds[v]);
      c = add(c, -0.07, -0.056, -0.044, m.beard[v]);
      c = mix(c, LIP, m.lips[v]);
      c = mix(c, NOSTRIL, m.nostril[v]);
      c = mix(c, BROW, Math.min(0.9, 0.84 * m.brow[v] + 0.3 * m.browEdge[v]));
      c = mix(c, RIM, m.lidRim[v]);
      c = mix(c, LASH, 0.88 * m.lash[v]);
      c = mix(c, MOUTH, m.mouth[v]);
      c = eyeball(c, v);
      for (int k = 0; k < 3; k++) {
        out[3 * v + k] = (float) (c[k] * (1 - m.shadow[v]));
      }
    }
    return out;
  }

  private double[] eyeball(double[] c, int v) {
    double[] out = mix(c, SCLERA, m.sclera[v]);
    out = mix(out, IRIS, m.iris[v]);
    out = mix(out, LIMBUS, m.limbus[v]);
    return mix(out, PUPIL, m.pupil[v]);
  }

  /** The modes, each with a standard deviation of 1. */
  public LinearBasis basis() {
    int rows = 3 * vertices;
    float[] data = new float[rows * modes.size()];
    for (int k = 0; k < modes.size(); k++) {
      System.arraycopy(modes.get(k), 0, data, k * rows, rows);
    }
    float[] deviations = new float[modes.size()];
    Arrays.fill(deviations, 1);
    return new LinearBasis(rows, data, deviations, names);
  }

  private static double[] add(double[] a, double r, double g, double b, double weight) {
    return new double[] {a[0] + r * weight, a[1] + g * weight, a[2] + b * weight};
  }

  private static double[] mix(double[] a, double[] b, double f) {
    double[] out = new double[3];
    for (int k = 0; k < 3; k++) {
      out[k] = a[k] * (1 - f) + b[k] * f;
    }
    return out;
  }

  private interface Weight {
    double at(int v);
  }

  private void mode(String name, double r, double g, double b, Weight weight) {
    float[] out = new float[3 * vertices];
    double[] colour = {r, g, b};
    for (int v = 0; v < vertices; v++) {
      double w = weight.at(v) * (1 - m.shadow[v]);
      for (int k = 0; k < 3; k++) {
        out[3 * v + k] = (float) (w * colour[k]);
      }
    }
    names.add(name);
    modes.add(out);
  }

  private void authorModes() {
    mode("melanin", -0.190, -0.170, -0.150, this::pigment);
    mode("haemoglobin", 0.018, -0.022, -0.018, v -> m.skin[v] * bare(v));
    mode("yellow", 0.008, 0.005, -0.026, v -> m.skin[v] * bare(v));
    mode("flush", 0.022, -0.030, -0.025, v -> m.cheeks[v] * bare(v));
    mode("lipRedness", 0.035, -0.036, -0.026, this::lip);
    mode("lipLightness", 0.045, 0.045, 0.045, this::lip);
    mode("browDarkness", -0.110, -0.105, -0.095, v -> m.brow[v]);
    mode("browThickness", -0.090, -0.080, -0.068, v -> m.browEdge[v]);
    mode("beard", -0.065, -0.052, -0.040, v -> m.beard[v]);
    mode("irisBlue", -0.005, 0.060, 0.105, this::iris);
    mode("irisGreen", 0.020, 0.040, -0.003, this::iris);
    mode("underEye", -0.045, -0.045, -0.025, v -> m.underEye[v]);
    mode("eyelidDarkness", -0.055, -0.060, -0.050, v -> m.lidSkin[v] * (1 - m.lash[v]));
    mode("lashes", -0.100, -0.095, -0.085, v -> 0.4 * m.lash[v] + 0.5 * m.lidSkin[v] * m.lash[v]);
    mode("folds", -0.035, -0.035, -0.028, v -> m.folds[v]);
    mode("foreheadLight", 0.035, 0.032, 0.028, v -> m.forehead[v] * (1 - m.brow[v]));
    mode("eyeWhite", 0.055, 0.055, 0.055, v -> m.sclera[v]);
  }

  /** How much of the skin shows under hair, lips and in the nostrils. */
  private double bare(int v) {
    return (1 - 0.85 * m.brow[v]) * (1 - 0.85 * m.lash[v]) * (1 - 0.8 * m.nostril[v]);
  }

  private double pigment(int v) {
    double lips = 1 - 0.35 * m.lips[v];
    double hair = (1 - 0.62 * m.brow[v]) * (1 - 0.8 * m.lash[v]);
    return Math.max(m.skin[v], 0.45 * m.lidRim[v]) * lips * hair * (1 - 0.7 * m.nostril[v]);
  }

  private double lip(int v) {
    return m.lips[v] * (1 - m.mouth[v]);
  }

  private double iris(int v) {
    return m.iris[v] + 0.35 * m.limbus[v];
  }
}

package org.palpebra.training.data;

import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Which pixels of one face are skin, told by colour: the face's own skin has one colour, shaded by
 * a smooth function of the surface's direction (spherical harmonics), with normally distributed
 * differences; the colours of everything else (hair, glasses, hands before the face) are spread
 * evenly. Both are fitted to the picture itself by expectation maximisation (Dempster et al. 1977),
 * so that no tone of skin and no light is preferred. Deep3DFaceRecon tells skin by colour as well,
 * but by colours learned from other people.
 */
public final class SkinColours {
  private static final int STEPS = 15;
  private static final int HARMONICS = 9;

  /** About so many pixels are enough to fit to. */
  private static final int SAMPLE = 4000;

  /** Share of the face's pixels that is taken for skin at first, and the greatest there can be. */
  private static final double PRIOR = 0.8;

  private static final double MAX_PRIOR = 0.98;

  /** Density of other colours: as if evenly spread over an eighth of the cube of all colours. */
  private static final double OTHERS = 8;

  /** Added to variances: the noise of an 8-bit picture, about 2 of 255. */
  private static final double NOISE = 6e-5;

  /** Share of the pixels' weight by which shading is held back. */
  private static final double RIDGE = 3e-3;

  private final float[] rgb;
  private final float[] normals;
  private final int pixels;
  private final int[] face;
  private final int[] sample;
  private final float[] weights;
  private final DMatrixRMaj shading = new DMatrixRMaj(HARMONICS, 3);
  private final DMatrixRMaj covariance = new DMatrixRMaj(3, 3);
  private final DMatrixRMaj precision = new DMatrixRMaj(3, 3);
  private double density;
  private double prior = PRIOR;

  private SkinColours(float[] rgb, float[] normals, boolean[] face) {
    this.rgb = rgb;
    this.normals = normals;
    pixels = face.length;
    weights = new float[pixels];
    this.face = IntStream.range(0, pixels).filter(p -> face[p]).toArray();
    int step = Math.max(1, this.face.length / SAMPLE);
    sample =
        IntStream.range(0, this.face.length)
            .filter(i -> i % step == 0)
            .map(i -> this.face[i])
            .toArray();
  }

  /**
   * Weighs the pixels of a face.
   *
   * @param rgb planar RGB in [0, 1], {@code float[3·N]}
   * @param normals {@code float[3·N]}, interleaved: where the surface looks at a pixel of the face
   * @param face which of the N pixels may be skin
   * @param core pixels that are skin most likely, such as cheeks and nose, from which the fit
   *     starts; where there are hardly any, it starts from the whole face
   * @return probability of skin of each pixel, 0 outside of the face
   */
  public static float[] probabilities(
      float[] rgb, float[] normals, boolean[] face, boolean[] core) {
    SkinColours colours = new SkinColours(rgb, normals, face);
    if (colours.start(core) < HARMONICS && colours.start(face) < HARMONICS) {
      return new float[face.length];
    }
    for (int step = 0; step < STEPS; step++) {
      colours.fit();
      colours.weigh(colours.sample);
    }
    colours.weigh(colours.face);
    return colours.weights;
  }

  private int start(boolean[] chosen) {
    int count = 0;
    for (int p : sample) {
      weights[p] = chosen[p] ? 1 : 0;
      count += (int) weights[p];
    }
    return count;
  }

  /** Posterior probabilities and their mean, the next prior. */
  private void weigh(int[] chosen) {
    double[] terms = new double[HARMONICS];
    double[] residual = new double[3];
    double sum = 0;
    for (int p : chosen) {
      residual(p, terms, residual);
      double skin = prior * density * Math.exp(-0.5 * distance(residual));
      weights[p] = (float) (skin / (skin + (1 - prior) * OTHERS));
      sum += weights[p];
    }
    prior = Math.min(MAX_PRIOR, Math.max(1 - MAX_PRIOR, sum / chosen.length));
  }

  /** What the pixel's colour differs from skin's in its light. */
  private void residual(int pixel, double[] terms, double[] out) {
    harmonics(pixel, terms);
    for (int c = 0; c < 3; c++) {
      double value = rgb[c * pixels + pixel];
      for (int k = 0; k < HARMONICS; k++) {
        value -= terms[k] * shading.get(k, c);
      }
      out[c] = value;
    }
  }

  private void harmonics(int pixel, double[] out) {
    double x = normals[3 * pixel];
    double y = normals[3 * pixel + 1];
    double z = normals[3 * pixel + 2];
    out[0] = 1;
    out[1] = x;
    out[2] = y;
    out[3] = z;
    out[4] = x * y;
    out[5] = y * z;
    out[6] = x * z;
    out[7] = x * x - y * y;
    out[8] = 3 * z * z - 1;
  }

  /** Squared Mahalanobis distance. */
  private double distance(double[] residual) {
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        sum += residual[i] * precision.get(i, j) * residual[j];
      }
    }
    return sum;
  }

  /** Shading and covariance of the weighted pixels. */
  private void fit() {
    DMatrixRMaj square = new DMatrixRMaj(HARMONICS, HARMONICS);
    DMatrixRMaj right = new DMatrixRMaj(HARMONICS, 3);
    double[] terms = new double[HARMONICS];
    double total = 0;
    for (int p : sample) {
      if (weights[p] > 0) {
        harmonics(p, terms);
        total += weights[p];
        for (int k = 0; k < HARMONICS; k++) {
          double weighted = weights[p] * terms[k];
          for (int l = 0; l < HARMONICS; l++) {
            square.add(k, l, weighted * terms[l]);
          }
          for (int c = 0; c < 3; c++) {
            right.add(k, c, weighted * rgb[c * pixels + p]);
          }
        }
      }
    }
    for (int k = 0; k < HARMONICS; k++) {
      square.add(k, k, total * (k == 0 ? 1e-9 : RIDGE));
    }
    CommonOps_DDRM.solve(square, right, shading);
    spread(total);
  }

  private void spread(double total) {
    double[] terms = new double[HARMONICS];
    double[] residual = new double[3];
    covariance.zero();
    for (int p : sample) {
      if (weights[p] > 0) {
        residual(p, terms, residual);
        for (int i = 0; i < 3; i++) {
          for (int j = 0; j < 3; j++) {
            covariance.add(i, j, weights[p] * residual[i] * residual[j] / total);
          }
        }
      }
    }
    for (int i = 0; i < 3; i++) {
      covariance.add(i, i, NOISE);
    }
    CommonOps_DDRM.invert(covariance, precision);
    density = 1 / Math.sqrt(Math.pow(2 * Math.PI, 3) * CommonOps_DDRM.det(covariance));
  }
}

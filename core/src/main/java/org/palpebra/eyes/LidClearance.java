package org.palpebra.eyes;

import java.util.stream.IntStream;
import org.palpebra.internal.Combinations;
import org.palpebra.internal.Kernels;
import org.palpebra.model.Coefficients;
import org.palpebra.model.Lid;
import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;

/**
 * The skin over an eyeball as vectors from the eyeball's centre. The eyeball is the sphere of the
 * model's {@link Lid}; it goes along with the identity, and no expression moves it. For a model
 * without one there is no skin. Immutable.
 */
final class LidClearance {
  /** Skin farther out than that many millimetres never gets to the eyeball. */
  private static final float REACH = 6;

  private final double radius;
  private final int rows;
  private final float[] mean;
  private final float[] identity;
  private final float[] expression;

  LidClearance(MorphableModel model, Lid lid) {
    radius = lid.eyeballRadius();
    int[] skin = near(model, lid, false);
    int[] ball = near(model, lid, true);
    rows = 3 * skin.length;
    mean = vectors(model.meanShape(), 0, skin, lid.eyeballCenter());
    identity = new float[rows * model.identity().columns()];
    expression = new float[rows * model.expression().columns()];
    LinearBasis people = model.identity();
    for (int k = 0; k < people.columns(); k++) {
      float[] moved = mean(people.data(), k * people.rows(), ball);
      float[] column = vectors(people.data(), k * people.rows(), skin, moved);
      System.arraycopy(column, 0, identity, k * rows, rows);
    }
    LinearBasis moves = model.expression();
    for (int k = 0; k < moves.columns(); k++) {
      float[] column = vectors(moves.data(), k * moves.rows(), skin, new float[3]);
      System.arraycopy(column, 0, expression, k * rows, rows);
    }
  }

  private static int[] near(MorphableModel model, Lid lid, boolean eyeball) {
    return IntStream.range(0, lid.eyeballCenter().length == 0 ? 0 : model.vertexCount())
        .filter(v -> EyeRegion.eyeball(model, v) == eyeball)
        .filter(v -> fromCentre(model, lid, v) < lid.eyeballRadius() + REACH)
        .toArray();
  }

  private static double fromCentre(MorphableModel model, Lid lid, int v) {
    float[] vector = vectors(model.meanShape(), 0, new int[] {v}, lid.eyeballCenter());
    return Math.sqrt(dot(vector, vector, 0));
  }

  private static float[] vectors(float[] data, int offset, int[] vertices, float[] from) {
    float[] out = new float[3 * vertices.length];
    for (int r = 0; r < out.length; r++) {
      out[r] = data[offset + 3 * vertices[r / 3] + r % 3] - from[r % 3];
    }
    return out;
  }

  private static float[] mean(float[] data, int offset, int[] vertices) {
    float[] mean = new float[3];
    for (int v : vertices) {
      for (int axis = 0; axis < 3; axis++) {
        mean[axis] += data[offset + 3 * v + axis] / vertices.length;
      }
    }
    return mean;
  }

  /** The vectors of a face, xyz after xyz, millimetres. */
  float[] skin(Coefficients identityOf, double[] beta) {
    float[] out = mean.clone();
    int columns = identityOf.layout().identity();
    float[] values = identityOf.values();
    add(identity, columns, values, identityOf.layout().identityOffset(), out);
    add(expression, beta.length, floats(beta), 0, out);
    return out;
  }

  private static float[] floats(double[] values) {
    float[] out = new float[values.length];
    for (int k = 0; k < out.length; k++) {
      out[k] = (float) values[k];
    }
    return out;
  }

  private void add(float[] basis, int columns, float[] weights, int offset, float[] out) {
    Kernels.basis()
        .accumulate(
            basis,
            rows,
            columns,
            new Combinations(weights, offset, weights.length, 1),
            out,
            0,
            rows);
  }

  /** Whether any of the skin lies deeper inside the eyeball than {@code allowed} millimetres. */
  boolean enters(float[] skin, double allowed) {
    double least = (radius - allowed) * (radius - allowed);
    for (int i = 0; i < rows; i += 3) {
      if (dot(skin, skin, i) < least) {
        return true;
      }
    }
    return false;
  }

  /**
   * How far to go from skin {@code a} towards {@code b} until nothing lies deeper inside the
   * eyeball than {@code allowed} millimetres, at least {@code share} of the way; 1 if b does not
   * help.
   */
  double cleared(float[] a, float[] b, double allowed, double share) {
    double least = (radius - allowed) * (radius - allowed);
    double before;
    double now = share;
    do {
      before = now;
      for (int i = 0; i < rows; i += 3) {
        now = Math.max(now, leaves(a, b, i, least, now));
      }
    } while (now > before); // on the way to where one vertex leaves, another may have entered
    return now;
  }

  /** Where a vertex' straight way leaves the sphere if {@code share} of it leads inside; else 0. */
  private static double leaves(float[] a, float[] b, int i, double least, double share) {
    // |a + t·(b − a)|² − least = p·t² + 2·q·t + r
    double aa = dot(a, a, i);
    double ab = dot(a, b, i);
    double p = aa - 2 * ab + dot(b, b, i);
    double q = ab - aa;
    double r = aa - least;
    if ((p * share + 2 * q) * share + r > -1e-3) { // 0.00004 mm
      return 0;
    }
    return p > 0 ? Math.min(1, (Math.sqrt(Math.max(0, q * q - p * r)) - q) / p) : 1;
  }

  private static double dot(float[] a, float[] b, int i) {
    return (double) a[i] * b[i] + (double) a[i + 1] * b[i + 1] + (double) a[i + 2] * b[i + 2];
  }
}

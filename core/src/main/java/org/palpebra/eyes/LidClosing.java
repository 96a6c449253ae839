package org.palpebra.eyes;

import java.util.Arrays;
import java.util.List;
import org.palpebra.model.Lid;
import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;

/**
 * Blinks that close the eye: some models leave a slit (ICT-FaceKit's up to 1.2 mm, which its lashes
 * hide). The upper lid is led on, or back, to where its margin meets the lower one, and the skin
 * about it goes along. Only what the mean face lacks is corrected.
 */
public final class LidClosing {
  /** A blink that leaves less of the gap than that is left as it is. */
  private static final double SLIT = 0.03;

  /** The skin goes along as far from the margin as that, in millimetres. */
  private static final double REACH = 6;

  /** It goes along only if the blink moves it by that share of the nearest margin's way. */
  private static final double MOVES = 0.2;

  private LidClosing() {}

  /** The model with such blinks; the model itself if it has them, or no blinks at all. */
  public static MorphableModel of(MorphableModel model) {
    float[] data = model.expression().data().clone();
    boolean changed = false;
    for (Lid lid : List.of(model.leftLid(), model.rightLid())) {
      if (lid.blinkExpression() >= 0) {
        changed |= new Closing(model, lid, data).run();
      }
    }
    LinearBasis old = model.expression();
    return changed
        ? model.withExpression(
            new LinearBasis(old.rows(), data, old.standardDeviations(), old.names()))
        : model;
  }

  private static final class Closing {
    private final float[] mean;
    private final Lid lid;
    private final float[] data;
    private final int column;
    private final double[] corrections;

    Closing(MorphableModel model, Lid lid, float[] data) {
      this.mean = model.meanShape();
      this.lid = lid;
      this.data = data;
      column = lid.blinkExpression() * model.expression().rows();
      corrections = new double[3 * lid.upper().length];
    }

    boolean run() {
      double open = 0;
      double left = 0;
      for (int i = 0; i < lid.upper().length; i++) {
        double[] gap = new double[3];
        double[] way = new double[3];
        for (int k = 0; k < 3; k++) {
          int u = 3 * lid.upper()[i] + k;
          int l = 3 * lid.lower()[i] + k;
          gap[k] = mean[l] - mean[u];
          way[k] = data[column + u] - data[column + l];
        }
        double along = dot(gap, way) / Math.max(dot(way, way), 1e-9) - 1;
        for (int k = 0; k < 3; k++) {
          corrections[3 * i + k] = along * way[k];
        }
        open += Math.sqrt(dot(gap, gap));
        left += Math.abs(along) * Math.sqrt(dot(way, way));
      }
      if (left <= SLIT * open) {
        return false;
      }
      float[] before = Arrays.copyOfRange(data, column, column + mean.length);
      for (int v = 0; v < mean.length / 3; v++) {
        lead(v, before);
      }
      return true;
    }

    /** Moves a vertex along with the margin's vertices about it. */
    private void lead(int v, float[] before) {
      double sum = 0;
      double nearest = REACH;
      double[] by = new double[3];
      for (int i = 0; i < lid.upper().length; i++) {
        int u = lid.upper()[i];
        double d = distance(mean, u, v);
        if (d < REACH && length(before, v) > MOVES * length(before, u)) {
          double weight = 1 / (d * d * d + 1e-6);
          sum += weight;
          nearest = Math.min(nearest, d);
          for (int k = 0; k < 3; k++) {
            by[k] += weight * corrections[3 * i + k];
          }
        }
      }
      double share = 1 - nearest / REACH;
      for (int k = 0; k < 3 && sum > 0 && !isLower(v); k++) {
        data[column + 3 * v + k] += (float) (share * share * (3 - 2 * share) * by[k] / sum);
      }
    }

    /** The lower margin stays: the upper one comes to it. */
    private boolean isLower(int v) {
      return Arrays.stream(lid.lower()).anyMatch(l -> l == v);
    }

    private static double distance(float[] p, int a, int b) {
      double x = p[3 * a] - p[3 * b];
      double y = p[3 * a + 1] - p[3 * b + 1];
      double z = p[3 * a + 2] - p[3 * b + 2];
      return Math.sqrt(x * x + y * y + z * z);
    }

    private static double length(float[] p, int v) {
      return Math.sqrt(
          p[3 * v] * p[3 * v] + p[3 * v + 1] * p[3 * v + 1] + p[3 * v + 2] * p[3 * v + 2]);
    }

    private static double dot(double[] a, double[] b) {
      return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    }
  }
}

package org.palpebra.export;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.palpebra.model.MorphableModel;

/**
 * Smooth colours over the mesh's surface: near what is known, evened out where nothing is. They
 * minimise {@code Σ trust·|s − known|² + STIFFNESS·Σ_edges |s_i − s_j|²}. Vertices of one place are
 * one, so that the texture's seams cut nothing; pieces that do not hang together know nothing of
 * each other and stay 0 where nothing is known.
 */
final class SurfaceField {
  /** An edge of the mesh counts as much as that many fully seen vertices. */
  private static final double STIFFNESS = 3;

  /** What the mirrored place says against what is seen at the place itself. */
  private static final double MIRRORED = 0.2;

  /** What the usual value says: nothing near what is known, but the last word far away. */
  private static final double USUAL = 0.05;

  private static final double PRECISION = 2e-3;
  private static final int MOST_STEPS = 400;

  private final UvMap map;
  private final int[] triangles;
  private final MeshGraph graph;
  private final int[] mirrored;
  private final float[] texels;

  SurfaceField(MorphableModel model, UvMap map, MirrorMap mirror) {
    this.map = map;
    triangles = model.topology().triangles();
    graph = new MeshGraph(model);
    mirrored = new int[graph.count()];
    Arrays.fill(mirrored, -1);
    for (int v = 0; v < model.vertexCount(); v++) {
      int other = mirror.ofVertex(v);
      if (other >= 0) {
        mirrored[graph.node(v)] = graph.node(other);
      }
    }
    texels = new float[graph.count()];
    for (int i = 0; i < map.size() * map.size(); i++) {
      if (map.covers(i)) {
        for (int corner = 0; corner < 3; corner++) {
          texels[node(i, corner)]++;
        }
      }
    }
  }

  private int node(int texel, int corner) {
    return graph.node(triangles[3 * map.triangle(texel) + corner]);
  }

  /**
   * @param values RGB per texel, not modified
   * @param trust one per texel in [0, 1], not modified; 0 where nothing is known
   * @param usual RGB of the first piece far from what is known, or null for what is nearest
   * @return RGB per texel, 0 outside the islands
   */
  float[] spread(float[] values, float[] trust, float @Nullable [] usual) {
    return map.interpolate(perVertex(values, trust, usual), 3);
  }

  /** As {@link #spread}, RGB per vertex. */
  float[] perVertex(float[] values, float[] trust, float @Nullable [] usual) {
    double[] weights = new double[graph.count()];
    double[] known = new double[3 * graph.count()];
    gather(values, trust, weights, known);
    addMirrored(weights, known);
    if (usual != null) {
      addUsual(usual, weights, known);
    }
    double[] solution = solve(weights, known);
    float[] out = new float[3 * graph.vertexCount()];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) solution[3 * graph.node(i / 3) + i % 3];
    }
    return out;
  }

  /** Weights in [0, 1] and the weighted values of each node's texels. */
  private void gather(float[] values, float[] trust, double[] weights, double[] known) {
    for (int i = 0; i < trust.length; i++) {
      if (trust[i] > 0) {
        for (int corner = 0; corner < 3; corner++) {
          int at = node(i, corner);
          double weight = trust[i] / texels[at];
          weights[at] += weight;
          for (int k = 0; k < 3; k++) {
            known[3 * at + k] += weight * values[3 * i + k];
          }
        }
      }
    }
  }

  private void addMirrored(double[] weights, double[] known) {
    double[] seen = weights.clone();
    double[] own = known.clone();
    for (int i = 0; i < seen.length; i++) {
      int other = mirrored[i];
      if (other >= 0) {
        double share = MIRRORED * Math.max(0, 1 - seen[i]);
        weights[i] += share * seen[other];
        for (int k = 0; k < 3; k++) {
          known[3 * i + k] += share * own[3 * other + k];
        }
      }
    }
  }

  private void addUsual(float[] usual, double[] weights, double[] known) {
    for (int vertex : map.parts().get(0).vertices()) {
      int i = graph.node(vertex);
      if (weights[i] < USUAL) {
        double share = USUAL - weights[i];
        weights[i] += share;
        for (int k = 0; k < 3; k++) {
          known[3 * i + k] += share * usual[k];
        }
      }
    }
  }

  /** Conjugate gradients, preconditioned by the diagonal, for three right sides at once. */
  private double[] solve(double[] weights, double[] right) {
    double[] x = means(weights, right);
    double[] image = new double[x.length];
    graph.apply(weights, STIFFNESS, x, image);
    double[] residual = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      residual[i] = right[i] - image[i];
    }
    double[] scaled = new double[x.length];
    double[] direction = new double[x.length];
    double[] before = {1, 1, 1};
    double enough = PRECISION * PRECISION * sum(dot(right, right));
    for (int step = 0; step < MOST_STEPS && sum(dot(residual, residual)) > enough; step++) {
      for (int i = 0; i < x.length; i++) {
        double diagonal = weights[i / 3] + STIFFNESS * graph.degree(i / 3);
        scaled[i] = diagonal > 0 ? residual[i] / diagonal : 0;
      }
      double[] now = dot(residual, scaled);
      for (int i = 0; i < x.length; i++) {
        direction[i] = scaled[i] + ratio(now[i % 3], before[i % 3]) * direction[i];
      }
      graph.apply(weights, STIFFNESS, direction, image);
      double[] along = dot(direction, image);
      for (int i = 0; i < x.length; i++) {
        double length = ratio(now[i % 3], along[i % 3]);
        x[i] += length * direction[i];
        residual[i] -= length * image[i];
      }
      before = now;
    }
    return x;
  }

  /** 0 for a right side that is solved. */
  private static double ratio(double a, double b) {
    return b > 0 ? a / b : 0;
  }

  /** The mean of what is known of each piece, or 0: a good start, which leaves 0 as it is. */
  private double[] means(double[] weights, double[] right) {
    double[] weightSums = new double[weights.length];
    double[] sums = new double[right.length];
    for (int i = 0; i < right.length; i++) {
      weightSums[graph.piece(i / 3)] += weights[i / 3] / 3;
      sums[3 * graph.piece(i / 3) + i % 3] += right[i];
    }
    double[] means = new double[right.length];
    for (int i = 0; i < means.length; i++) {
      int piece = graph.piece(i / 3);
      means[i] = ratio(sums[3 * piece + i % 3], weightSums[piece]);
    }
    return means;
  }

  /** Per channel. */
  private static double[] dot(double[] a, double[] b) {
    double[] sums = new double[3];
    for (int i = 0; i < a.length; i += 3) {
      sums[0] += a[i] * b[i];
      sums[1] += a[i + 1] * b[i + 1];
      sums[2] += a[i + 2] * b[i + 2];
    }
    return sums;
  }

  private static double sum(double[] three) {
    return three[0] + three[1] + three[2];
  }
}

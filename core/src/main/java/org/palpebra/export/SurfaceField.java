package org.palpebra.export;

import java.util.Arrays;
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

  /** Keeps pieces without any known value at 0. */
  private static final double REST = 1e-7;

  private static final double PRECISION = 1e-3;
  private static final int MOST_STEPS = 400;

  private final UvMap map;
  private final int[] triangles;
  private final int[] node;
  private final int[] mirrored;
  private final int[] firstNeighbour;
  private final int[] neighbours;
  private final float[] texels;

  SurfaceField(MorphableModel model, UvMap map, MirrorMap mirror) {
    this.map = map;
    triangles = model.topology().triangles();
    node = SamePlace.nodes(model.meanShape());
    int count = Arrays.stream(node).max().orElse(-1) + 1;
    mirrored = new int[count];
    Arrays.fill(mirrored, -1);
    for (int v = 0; v < node.length; v++) {
      int other = mirror.ofVertex(v);
      if (other >= 0) {
        mirrored[node[v]] = node[other];
      }
    }
    long[] edges = edges(count);
    firstNeighbour = new int[count + 1];
    neighbours = new int[edges.length];
    for (int e = 0; e < edges.length; e++) {
      firstNeighbour[(int) (edges[e] / count) + 1]++;
      neighbours[e] = (int) (edges[e] % count);
    }
    for (int i = 0; i < count; i++) {
      firstNeighbour[i + 1] += firstNeighbour[i];
    }
    texels = new float[count];
    for (int i = 0; i < map.size() * map.size(); i++) {
      if (map.covers(i)) {
        for (int k = 0; k < 3; k++) {
          texels[node[triangles[3 * map.triangle(i) + k]]]++;
        }
      }
    }
  }

  /** Both directions of each edge as {@code from·count + to}, ascending. */
  private long[] edges(int count) {
    long[] all = new long[2 * triangles.length];
    int n = 0;
    for (int t = 0; t < triangles.length; t += 3) {
      for (int k = 0; k < 3; k++) {
        int a = node[triangles[t + k]];
        int b = node[triangles[t + (k + 1) % 3]];
        if (a != b) {
          all[n++] = (long) a * count + b;
          all[n++] = (long) b * count + a;
        }
      }
    }
    return Arrays.stream(all, 0, n).sorted().distinct().toArray();
  }

  /**
   * @param values RGB per texel, not modified
   * @param trust one per texel in [0, 1], not modified; 0 where nothing is known
   * @return RGB per texel, 0 outside the islands
   */
  float[] spread(float[] values, float[] trust) {
    return map.interpolate(perVertex(values, trust), 3);
  }

  /** As {@link #spread}, RGB per vertex. */
  float[] perVertex(float[] values, float[] trust) {
    int count = texels.length;
    double[] weights = new double[count];
    double[][] known = new double[3][count];
    gather(values, trust, weights, known);
    addMirrored(weights, known);
    float[] perVertex = new float[3 * node.length];
    for (int k = 0; k < 3; k++) {
      double[] solution = solve(weights, known[k]);
      for (int v = 0; v < node.length; v++) {
        perVertex[3 * v + k] = (float) solution[node[v]];
      }
    }
    return perVertex;
  }

  /** Weights in [0, 1] and the weighted values of each node's texels. */
  private void gather(float[] values, float[] trust, double[] weights, double[][] known) {
    for (int i = 0; i < trust.length; i++) {
      if (trust[i] > 0) {
        for (int corner = 0; corner < 3; corner++) {
          int at = node[triangles[3 * map.triangle(i) + corner]];
          weights[at] += trust[i] / texels[at];
          for (int k = 0; k < 3; k++) {
            known[k][at] += trust[i] * values[3 * i + k] / texels[at];
          }
        }
      }
    }
  }

  private void addMirrored(double[] weights, double[][] known) {
    double[] seen = weights.clone();
    double[][] own = {known[0].clone(), known[1].clone(), known[2].clone()};
    for (int i = 0; i < seen.length; i++) {
      if (mirrored[i] >= 0) {
        double share = MIRRORED * Math.max(0, 1 - seen[i]);
        weights[i] += share * seen[mirrored[i]];
        for (int k = 0; k < 3; k++) {
          known[k][i] += share * own[k][mirrored[i]];
        }
      }
    }
  }

  /** Conjugate gradients, preconditioned by the diagonal. */
  private double[] solve(double[] weights, double[] right) {
    int count = right.length;
    double[] x = new double[count];
    double[] residual = right.clone();
    double[] scaled = new double[count];
    double[] direction = new double[count];
    double[] image = new double[count];
    double before = 0;
    double enough = PRECISION * PRECISION * dot(right, right);
    for (int step = 0; step < MOST_STEPS && dot(residual, residual) > enough; step++) {
      for (int i = 0; i < count; i++) {
        scaled[i] = residual[i] / (weights[i] + REST + STIFFNESS * degree(i));
      }
      double now = dot(residual, scaled);
      double keep = step == 0 ? 0 : now / before;
      for (int i = 0; i < count; i++) {
        direction[i] = scaled[i] + keep * direction[i];
      }
      apply(weights, direction, image);
      double length = now / dot(direction, image);
      for (int i = 0; i < count; i++) {
        x[i] += length * direction[i];
        residual[i] -= length * image[i];
      }
      before = now;
    }
    return x;
  }

  private int degree(int i) {
    return firstNeighbour[i + 1] - firstNeighbour[i];
  }

  private void apply(double[] weights, double[] x, double[] out) {
    for (int i = 0; i < x.length; i++) {
      double sum = (weights[i] + REST + STIFFNESS * degree(i)) * x[i];
      for (int e = firstNeighbour[i]; e < firstNeighbour[i + 1]; e++) {
        sum -= STIFFNESS * x[neighbours[e]];
      }
      out[i] = sum;
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}

package org.palpebra.eyes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class BoxQuadraticTest {
  /** Against a long run of projected gradient descent. */
  @Property(tries = 60, seed = "20261124")
  void findsTheConstrainedMinimum(@ForAll @IntRange(max = 100000) int seed) {
    Random random = new Random(seed);
    int n = 1 + random.nextInt(7);
    double[] h = positiveDefinite(random, n);
    double[] g = random.doubles(n, -3, 3).toArray();
    double[] lo = random.doubles(n, -1, 0).toArray();
    double[] hi = random.doubles(n, 0, 1).toArray();
    double[] x = new double[n];
    new BoxQuadratic(n).minimise(h, g, lo, hi, x);
    assertEquals(value(h, g, descend(h, g, lo, hi)), value(h, g, x), 1e-6);
  }

  private static double[] positiveDefinite(Random random, int n) {
    double[] a = random.doubles((long) n * n, -1, 1).toArray();
    double[] h = new double[n * n];
    for (int r = 0; r < n; r++) {
      h[r * n + r] = 0.2;
      for (int c = 0; c < n; c++) {
        for (int k = 0; k < n; k++) {
          h[r * n + c] += a[k * n + r] * a[k * n + c];
        }
      }
    }
    return h;
  }

  private static double[] descend(double[] h, double[] g, double[] lo, double[] hi) {
    int n = g.length;
    double trace = 0;
    for (int r = 0; r < n; r++) {
      trace += h[r * n + r];
    }
    double[] x = new double[n];
    for (int step = 0; step < 5000; step++) {
      double[] next = x.clone();
      for (int r = 0; r < n; r++) {
        double slope = -g[r];
        for (int c = 0; c < n; c++) {
          slope += h[r * n + c] * x[c];
        }
        next[r] = Math.min(Math.max(x[r] - slope / trace, lo[r]), hi[r]);
      }
      x = next;
    }
    return x;
  }

  private static double value(double[] h, double[] g, double[] x) {
    int n = g.length;
    double sum = 0;
    for (int r = 0; r < n; r++) {
      sum -= g[r] * x[r];
      for (int c = 0; c < n; c++) {
        sum += 0.5 * x[r] * h[r * n + c] * x[c];
      }
    }
    return sum;
  }
}

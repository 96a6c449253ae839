package org.palpebra.benchmarks;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.palpebra.model.LinearBasis;

/**
 * Random bases that vary as smoothly over a face as real ones: each column is a sum of waves of 60
 * to 240 mm, and columns weigh less and less, as principal components do.
 */
final class SmoothBasis {
  private static final int WAVES = 96;
  private static final int WAVES_PER_COLUMN = 6;
  private static final double SHORTEST_MILLIMETRES = 60;
  private static final double LONGEST_MILLIMETRES = 240;

  /** Columns' sizes fall with this power of their index. */
  private static final double FALL = 0.7;

  private final Random random;
  private final int vertices;
  private final float[][] waves = new float[WAVES][];

  /**
   * @param positions xyz per vertex, millimetres
   */
  SmoothBasis(float[] positions, long seed) {
    random = new Random(seed);
    vertices = positions.length / 3;
    for (int w = 0; w < WAVES; w++) {
      waves[w] = wave(positions);
    }
  }

  /**
   * @param size root mean square of the first column's numbers
   */
  LinearBasis basis(String name, int columns, double size) {
    int rows = 3 * vertices;
    float[] data = new float[rows * columns];
    for (int k = 0; k < columns; k++) {
      double columnSize = size / Math.pow(k + 1, FALL);
      for (int channel = 0; channel < 3; channel++) {
        addWaves(data, k * rows + channel, columnSize);
      }
    }
    float[] deviations = new float[columns];
    Arrays.fill(deviations, 1);
    return new LinearBasis(
        rows, data, deviations, IntStream.range(0, columns).mapToObj(k -> name + k).toList());
  }

  private void addWaves(float[] data, int start, double size) {
    for (int i = 0; i < WAVES_PER_COLUMN; i++) {
      float[] wave = waves[random.nextInt(WAVES)];
      // a wave's mean square is ½
      float weight = (float) (random.nextGaussian() * size * Math.sqrt(2.0 / WAVES_PER_COLUMN));
      for (int v = 0; v < vertices; v++) {
        data[start + 3 * v] += weight * wave[v];
      }
    }
  }

  private float[] wave(float[] positions) {
    double length =
        SHORTEST_MILLIMETRES + (LONGEST_MILLIMETRES - SHORTEST_MILLIMETRES) * random.nextDouble();
    double[] direction = {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
    double scale =
        2 * Math.PI / length / Math.hypot(Math.hypot(direction[0], direction[1]), direction[2]);
    double phase = 2 * Math.PI * random.nextDouble();
    float[] wave = new float[vertices];
    for (int v = 0; v < vertices; v++) {
      double along =
          direction[0] * positions[3 * v]
              + direction[1] * positions[3 * v + 1]
              + direction[2] * positions[3 * v + 2];
      wave[v] = (float) Math.sin(scale * along + phase);
    }
    return wave;
  }
}

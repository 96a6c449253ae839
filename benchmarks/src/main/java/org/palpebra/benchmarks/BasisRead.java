package org.palpebra.benchmarks;

import java.util.List;

/**
 * The floor of assembly: every number of the bases is read once, in order, as STREAM reads. Here by
 * copying into {@value #WIDTH} numbers that stay in the first-level cache, the fastest that Java
 * offers: plain loops that sum up are not vectorised.
 */
final class BasisRead implements Contender {
  private static final int WIDTH = 2048;

  private final float[] basis;
  private final float[] block = new float[WIDTH];

  BasisRead(LinearTask task) {
    basis = task.basis();
  }

  @Override
  public void run() {
    for (int i = 0; i < basis.length; i += WIDTH) {
      System.arraycopy(basis, i, block, 0, Math.min(WIDTH, basis.length - i));
    }
  }

  @Override
  public float[][] result() {
    return new float[][] {block.clone()};
  }

  /** What was read last is the basis' end. */
  static List<Accuracy> accuracies(LinearTask task, float[] block) {
    double[] expected = new double[WIDTH];
    for (int i = Math.max(0, task.basis().length - WIDTH); i < task.basis().length; i++) {
      expected[i % WIDTH] = task.basis()[i];
    }
    return List.of(Accuracy.largestDifference("of a number read", block, expected, 0));
  }
}

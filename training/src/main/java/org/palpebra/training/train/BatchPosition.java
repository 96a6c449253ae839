package org.palpebra.training.train;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Where a batch stands in a run.
 *
 * @param seed of the run
 * @param epoch from 0
 * @param index of the batch within its epoch, from 0
 * @param batchSize number of examples
 */
public record BatchPosition(long seed, int epoch, int index, int batchSize) {

  /**
   * Which examples the batch holds: a part of the epoch's random order, in which every example
   * stands once (the last ones that do not fill a batch are left out).
   *
   * @param size number of examples of the source
   * @return {@code int[batchSize]} in 0 … size − 1
   */
  public int[] examples(int size) {
    if ((index + 1L) * batchSize > size) {
      throw new IllegalArgumentException(
          "batch " + index + " of " + batchSize + " examples, but there are " + size);
    }
    int[] order = new int[size];
    SplittableRandom random = new SplittableRandom(mix(mix(seed, epoch), -1));
    for (int i = 0; i < size; i++) {
      int other = random.nextInt(i + 1);
      order[i] = order[other];
      order[other] = i;
    }
    return Arrays.copyOfRange(order, index * batchSize, (index + 1) * batchSize);
  }

  /**
   * Random numbers of one example, the same whenever this batch is made.
   *
   * @param slot of the example in the batch
   */
  public SplittableRandom random(int slot) {
    return new SplittableRandom(mix(mix(seed, epoch), (long) index * batchSize + slot));
  }

  /** SplitMix64's finaliser over both numbers. */
  private static long mix(long a, long b) {
    long z = a * 0x9E3779B97F4A7C15L + b + 0x632BE59BD9B4E019L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}

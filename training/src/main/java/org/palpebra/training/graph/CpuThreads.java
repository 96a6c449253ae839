package org.palpebra.training.graph;

/**
 * The threads that one operator of a session is shared among.
 *
 * @param count ≥ 1
 * @param spinning whether they wait for the next operator awake: some percent faster on cores that
 *     nobody else uses, half as fast on busy ones. Between runs they sleep in any case
 */
public record CpuThreads(int count, boolean spinning) {
  public CpuThreads {
    if (count < 1) {
      throw new IllegalArgumentException("threads must be positive, not " + count);
    }
  }

  /** Threads that sleep while they wait. */
  public static CpuThreads sleeping(int count) {
    return new CpuThreads(count, false);
  }
}

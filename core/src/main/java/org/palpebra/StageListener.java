package org.palpebra;

/** Is told how long a step took. Must be thread-safe and quick: it is called while faces wait. */
@FunctionalInterface
public interface StageListener {
  /** Listens to nothing. */
  StageListener NONE = (stage, nanos) -> {};

  /**
   * @param stage may come several times for one picture, or not at all
   * @param nanos wall-clock time of the calling thread, in nanoseconds
   */
  void took(Stage stage, long nanos);
}

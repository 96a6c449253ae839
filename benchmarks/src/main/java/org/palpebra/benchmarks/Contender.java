package org.palpebra.benchmarks;

import java.util.function.Supplier;

/** One program for a stage's work, with its own copy of the input. */
interface Contender extends AutoCloseable {
  /** This library, with floats. */
  String PALPEBRA = "palpebra";

  /** This library, with 16-bit bases. */
  String PALPEBRA_16 = "palpebra16";

  String OPENBLAS = "openblas";
  String EJML = "ejml";
  String PYTORCH = "pytorch";

  /** {@link NativeMesh} in Sim3DR's steps. */
  String SIM3DR = "sim3dr";

  /** {@link NativeMesh} in fewer steps. */
  String C = "c";

  /** The floor: {@link BasisRead}. */
  String READ = "read";

  /** Does the work once: what is timed. */
  void run();

  /** Copies of what the last run made; the stage says which arrays. */
  float[][] result();

  @Override
  default void close() {}

  /** Work that owns nothing. */
  static Contender of(Runnable work, Supplier<float[][]> result) {
    return new Contender() {
      @Override
      public void run() {
        work.run();
      }

      @Override
      public float[][] result() {
        return result.get();
      }
    };
  }

  static IllegalArgumentException unknown(String by) {
    return new IllegalArgumentException("nothing is called " + by + " in this stage");
  }
}

package org.palpebra.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One program in one stage, as JMH runs it.
 *
 * @param parameters of the stage other than {@code by}
 * @param plain with plain loops in place of the Vector API
 */
record Entrant(
    Class<? extends StageBenchmark> stage,
    String by,
    Map<String, String> parameters,
    boolean plain) {
  private static final String THREADS = "threads";

  /** What it is called in tables. */
  String title() {
    String name =
        switch (by) {
          case Contender.PALPEBRA -> "Palpebra";
          case Contender.PALPEBRA_16 -> "Palpebra, 16-bit";
          case Contender.OPENBLAS -> "OpenBLAS";
          case Contender.EJML -> "EJML";
          case Contender.PYTORCH -> "PyTorch";
          case Contender.SIM3DR -> "Sim3DR's steps in C";
          case Contender.C -> "C in fewer steps";
          case Contender.READ -> "reading the bases";
          default -> throw Contender.unknown(by);
        };
    String threads = parameters.getOrDefault(THREADS, "1");
    return name
        + (plain ? ", plain Java" : "")
        + (threads.equals("1") ? "" : ", " + threads + " threads");
  }

  /** What is to be done, whoever does it and on however many threads. */
  Object task() {
    Map<String, String> task = new LinkedHashMap<>(parameters);
    task.remove(THREADS);
    return List.of(stage, task);
  }

  Entrant inPlainJava() {
    return new Entrant(stage, by, parameters, true);
  }

  /** For a stage that has this parameter. */
  Entrant onThreads(int threads) {
    Map<String, String> other = new LinkedHashMap<>(parameters);
    other.put(THREADS, Integer.toString(threads));
    return new Entrant(stage, by, other, plain);
  }

  /** Why it cannot be measured here, with the remedy. */
  Optional<String> missing() {
    return switch (by) {
      case Contender.SIM3DR, Contender.C -> NativeMesh.missing();
      case Contender.PYTORCH -> TorchProgram.missing();
      default -> Optional.empty();
    };
  }

  List<String> jvmArguments() {
    return List.of(plain ? "-Dpalpebra.kernels=plain" : "--add-modules=jdk.incubator.vector");
  }
}

package org.palpebra.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Times training steps of Palpebra and of PyTorch in turn, in one process, from the same weights on
 * the same batch, after checking that both compute the same losses; then steps with the hybrid loss
 * and without. Prints for each workload the medians, the fastest steps and the ratio with its
 * quartiles over pairs.
 *
 * <p>Arguments: threads (2), pairs of steps (20), workloads (all).
 */
public final class TrainingComparison {
  private static final int WARM_UP = 3;
  private static final int PAUSE_MILLISECONDS = 50;
  private static final String HYBRID = "hybrid";

  private TrainingComparison() {}

  public static void main(String[] args) {
    int threads = args.length > 0 ? Integer.parseInt(args[0]) : 2;
    int pairs = args.length > 1 ? Integer.parseInt(args[1]) : 20;
    List<String> names =
        args.length > 2
            ? Arrays.asList(args).subList(2, args.length)
            : List.of("resnet50", "half-resnet18", HYBRID);
    System.out.printf(
        "%s, Java %s, %d threads%n",
        System.getProperty("os.arch"), System.getProperty("java.version"), threads);
    for (String name : names) {
      if (name.equals(HYBRID)) {
        compareHybrid(threads, pairs);
      } else {
        compare(TrainingWorkload.named(name), threads, pairs);
      }
    }
  }

  private static void compare(TrainingWorkload workload, int threads, int pairs) {
    try (OnnxTraining ours = OnnxTraining.of(workload, threads);
        TorchTraining torch = new TorchTraining(workload, threads, ours.first())) {
      for (int i = 0; i < WARM_UP; i++) {
        requireSame(workload, i, ours.steps().run(), torch.step());
      }
      print(workload.name(), "PyTorch", time(ours.steps()::run, torch::step, pairs));
    }
  }

  /** What the hybrid loss adds to a step. */
  private static void compareHybrid(int threads, int pairs) {
    try (RepeatedStep hybrid = HybridTraining.of(threads);
        OnnxTraining plain = OnnxTraining.of(TrainingWorkload.resnet50(), threads)) {
      for (int i = 0; i < WARM_UP; i++) {
        float loss = hybrid.run();
        if (!Float.isFinite(loss) || !Float.isFinite(plain.steps().run())) {
          throw new IllegalStateException("step " + i + ": loss " + loss);
        }
      }
      print(HYBRID, "plain loss", time(hybrid::run, plain.steps()::run, pairs));
    }
  }

  /** Milliseconds of each pair. */
  private record Times(double[] first, double[] second) {}

  private static Times time(Runnable first, Runnable second, int pairs) {
    Times times = new Times(new double[pairs], new double[pairs]);
    for (int i = 0; i < pairs; i++) {
      boolean swapped = i % 2 == 1;
      if (swapped) {
        times.second[i] = milliseconds(second);
      }
      times.first[i] = milliseconds(first);
      if (!swapped) {
        times.second[i] = milliseconds(second);
      }
    }
    return times;
  }

  /** The losses of both engines, which later steps' rounding lets drift apart. */
  private static void requireSame(TrainingWorkload workload, int step, float ours, float torch) {
    if (!(Math.abs(ours - torch) <= 1e-3 * Math.abs(torch) * (1 + 10 * step))) {
      throw new IllegalStateException(
          "%s, step %d: loss %s here, %s in PyTorch: not the same training"
              .formatted(workload.name(), step, ours, torch));
    }
  }

  private static double milliseconds(Runnable step) {
    pause();
    long start = System.nanoTime();
    step.run();
    return (System.nanoTime() - start) / 1e6;
  }

  /** Until the other engine's threads, which spin for a while after their step, are asleep. */
  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static void print(String name, String other, Times times) {
    double[] ratios = new double[times.first.length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = times.first[i] / times.second[i];
    }
    System.out.printf(
        Locale.ROOT,
        "%-14s %6.0f ms (fastest %6.0f)  %s %6.0f ms (fastest %6.0f)"
            + "  ratio %.2f (quartiles %.2f-%.2f)%n",
        name,
        quantile(times.first, 0.5),
        quantile(times.first, 0),
        other,
        quantile(times.second, 0.5),
        quantile(times.second, 0),
        quantile(ratios, 0.5),
        quantile(ratios, 0.25),
        quantile(ratios, 0.75));
  }

  private static double quantile(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.round(share * (sorted.length - 1))];
  }
}

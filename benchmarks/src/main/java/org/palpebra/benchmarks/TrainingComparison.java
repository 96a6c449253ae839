package org.palpebra.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Times training steps of Palpebra and of PyTorch in turn, in one process, from the same weights on
 * the same batch, after checking that both compute the same losses. Prints for each workload the
 * medians, the fastest steps and the ratio ours / PyTorch with its quartiles over pairs.
 *
 * <p>Arguments: threads (2), pairs of steps (20), workloads (all).
 */
public final class TrainingComparison {
  private static final int WARM_UP = 3;

  private TrainingComparison() {}

  public static void main(String[] args) {
    int threads = args.length > 0 ? Integer.parseInt(args[0]) : 2;
    int pairs = args.length > 1 ? Integer.parseInt(args[1]) : 20;
    List<String> names =
        args.length > 2
            ? Arrays.asList(args).subList(2, args.length)
            : List.of("resnet50", "half-resnet18");
    System.out.printf(
        "%s, Java %s, %d threads%n",
        System.getProperty("os.arch"), System.getProperty("java.version"), threads);
    for (String name : names) {
      compare(TrainingWorkload.named(name), threads, pairs);
    }
  }

  private static void compare(TrainingWorkload workload, int threads, int pairs) {
    try (OnnxTraining ours = new OnnxTraining(workload, threads);
        TorchTraining torch = new TorchTraining(workload, threads, ours.first())) {
      for (int i = 0; i < WARM_UP; i++) {
        requireSame(workload, i, ours.step(), torch.step());
      }
      double[] first = new double[pairs];
      double[] second = new double[pairs];
      double[] ratios = new double[pairs];
      for (int i = 0; i < pairs; i++) {
        boolean swapped = i % 2 == 1;
        if (swapped) {
          second[i] = milliseconds(torch::step);
        }
        first[i] = milliseconds(ours::step);
        if (!swapped) {
          second[i] = milliseconds(torch::step);
        }
        ratios[i] = first[i] / second[i];
      }
      print(workload, first, second, ratios);
    }
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
    long start = System.nanoTime();
    step.run();
    return (System.nanoTime() - start) / 1e6;
  }

  private static void print(
      TrainingWorkload workload, double[] ours, double[] torch, double[] ratios) {
    System.out.printf(
        Locale.ROOT,
        "%-14s ours %6.0f ms (fastest %6.0f)  PyTorch %6.0f ms (fastest %6.0f)"
            + "  ratio %.2f (quartiles %.2f-%.2f)%n",
        workload.name(),
        quantile(ours, 0.5),
        quantile(ours, 0),
        quantile(torch, 0.5),
        quantile(torch, 0),
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

package org.palpebra.training.report;

import java.util.List;
import java.util.Locale;
import org.palpebra.metrics.Reliability;

/** Whether P(closed) means what it says. */
final class CalibrationSection {
  private CalibrationSection() {}

  /**
   * @param ece as it stands among the scores
   */
  static Section of(Reliability reliability, double ece) {
    return new Section(
        "Calibration of P(closed)",
        List.of(
            String.format(
                Locale.ROOT,
                "Expected calibration error %.4f: the mean distance of the dots from the diagonal,"
                    + " weighted by the eyes in each bin. Bins with few eyes say little.",
                ece)),
        List.of(
            new Table(
                List.of("eyes in the bin", "mean P(closed)", "fraction closed"),
                reliability.bins().stream().map(CalibrationSection::row).toList())),
        List.of(
            new Figure(
                Charts.reliability(reliability),
                Charts.WIDTH,
                "reliability diagram; its values stand in the table",
                List.of())));
  }

  private static List<String> row(Reliability.Bin bin) {
    return List.of(
        Integer.toString(bin.count()),
        String.format(Locale.ROOT, "%.4f", bin.meanProbability()),
        String.format(Locale.ROOT, "%.4f", bin.closedFraction()));
  }
}

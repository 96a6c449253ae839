package org.palpebra.training.report;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.palpebra.metrics.ClusterBootstrap;
import org.palpebra.metrics.ErrorCurve;
import org.palpebra.metrics.LandmarkError;
import org.palpebra.training.eval.LandmarkEvaluation;
import org.palpebra.training.eval.LandmarkOutcome;

/** The report on 68 landmarks. */
public final class LandmarkReport {
  /** Upper end of the area under the error curve, a fraction of the outer-eye distance. */
  private static final double AREA_LIMIT = 0.08;

  private static final double FAILURE = 0.1;
  private static final int WORST = 16;
  private static final int SIDE = 256;

  private LandmarkReport() {}

  /** Errors of one face, in percent, measured once for all resamples. */
  private record Errors(String person, double outerEyes, double pupils, double inner) {
    static Errors of(LandmarkOutcome outcome) {
      float[] truth = outcome.face().landmarks();
      return new Errors(
          outcome.face().person(),
          100 * outcome.error(),
          100 * LandmarkError.overPupils(outcome.landmarks(), truth),
          100 * LandmarkError.innerOverOuterEyes(outcome.landmarks(), truth));
    }
  }

  /** The scores; all intervals come from drawing people, with all their photos. */
  public static ScoreSheet scores(List<LandmarkOutcome> outcomes) {
    LandmarkEvaluation result = LandmarkEvaluation.of(outcomes);
    ErrorCurve curve = curve(outcomes);
    ClusterBootstrap<Errors> people =
        ClusterBootstrap.by(outcomes.stream().map(Errors::of).toList(), Errors::person);
    return new ScoreSheet()
        .add("n", result.n())
        .addBootstrapped(
            "nme_percent", result.nmePercent(), people, "people", mean(Errors::outerEyes))
        .addBootstrapped(
            "nme_interpupil_percent",
            result.nmeInterpupilPercent(),
            people,
            "people",
            mean(Errors::pupils))
        .addBootstrapped(
            "nme_inner_percent", result.nmeInnerPercent(), people, "people", mean(Errors::inner))
        .add("failures_over_10_percent", result.failuresOver10Percent())
        .addBootstrapped(
            "failure_rate",
            curve.failureRate(FAILURE),
            people,
            "people",
            mean(errors -> errors.outerEyes() > 100 * FAILURE ? 1 : 0))
        .addBootstrapped(
            "auc_at_8_percent",
            curve.auc(AREA_LIMIT),
            people,
            "people",
            mean(errors -> Math.max(0, 1 - errors.outerEyes() / (100 * AREA_LIMIT))))
        .add("not_found", result.notFound());
  }

  private static ToDoubleFunction<List<Errors>> mean(ToDoubleFunction<Errors> number) {
    return drawn -> drawn.stream().mapToDouble(number).average().orElse(Double.NaN);
  }

  private static ErrorCurve curve(List<LandmarkOutcome> outcomes) {
    return new ErrorCurve(outcomes.stream().mapToDouble(LandmarkOutcome::error).toArray());
  }

  /** What the page shows below the scores. */
  public static List<Section> sections(List<LandmarkOutcome> outcomes) {
    return List.of(errors(curve(outcomes)), worst(outcomes));
  }

  private static Section errors(ErrorCurve curve) {
    return new Section(
        "Cumulative error",
        List.of(
            "Which fraction of the images has at most that error. The area under the curve up to"
                + " 8 % (auc_at_8_percent) is 1 for perfect landmarks; images over 10 % are failures"
                + " (failure_rate)."),
        List.of(
            new Table(
                List.of("error at most", "fraction of images"),
                List.of(row(curve, 0.03), row(curve, 0.05), row(curve, 0.08), row(curve, 0.1)))),
        List.of(
            new Figure(
                Charts.errorCurve(curve, AREA_LIMIT),
                Charts.WIDTH,
                "cumulative error distribution",
                List.of())));
  }

  private static List<String> row(ErrorCurve curve, double limit) {
    return List.of(
        String.format(Locale.ROOT, "%.0f %%", 100 * limit),
        String.format(Locale.ROOT, "%.4f", curve.at(limit)));
  }

  private static Section worst(List<LandmarkOutcome> outcomes) {
    List<LandmarkOutcome> worst =
        outcomes.stream()
            .sorted(Comparator.comparingDouble(LandmarkOutcome::error).reversed())
            .limit(WORST)
            .toList();
    return new Section(
        "Worst faces",
        List.of(
            "The %d faces with the largest errors of %d, worst first. Green: annotated; red: found."
                .formatted(worst.size(), outcomes.size())),
        List.of(),
        worst.stream().map(LandmarkReport::figure).toList());
  }

  private static Figure figure(LandmarkOutcome outcome) {
    return new Figure(
        Pictures.landmarks(
            outcome.face().file(), SIDE, outcome.face().landmarks(), outcome.landmarks()),
        SIDE,
        "face with annotated and found landmarks",
        List.of(
            Examples.name(outcome.face().file()),
            String.format(Locale.ROOT, "error %.2f %%", 100 * outcome.error())
                + (outcome.found() ? "" : ", no face found; the mean face stands in")));
  }
}

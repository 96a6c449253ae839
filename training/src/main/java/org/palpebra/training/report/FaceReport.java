package org.palpebra.training.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import org.palpebra.EyeState;
import org.palpebra.EyeStates;
import org.palpebra.LidState;
import org.palpebra.eyes.LidOpenness;
import org.palpebra.metrics.ClusterBootstrap;
import org.palpebra.metrics.Reliability;
import org.palpebra.training.eval.FaceEvaluation;
import org.palpebra.training.eval.FaceOutcome;

/** The report on the eye states of whole reconstructions. */
public final class FaceReport {
  private static final int MOST_EXAMPLES = 60;
  private static final int SIDE = 200;

  private FaceReport() {}

  /** The scores; F1 and the accuracy of eyes get their intervals by drawing photos. */
  public static ScoreSheet scores(List<FaceOutcome> outcomes) {
    FaceEvaluation result = FaceEvaluation.of(outcomes);
    int right = (int) outcomes.stream().filter(FaceOutcome::right).count();
    ClusterBootstrap<FaceOutcome> photos =
        ClusterBootstrap.by(outcomes, outcome -> outcome.photo().file());
    return new ScoreSheet()
        .add("n", result.n())
        .addProportion("accuracy", result.accuracy(), right, result.n())
        .addBootstrapped(
            "f1", result.f1(), photos, "photos", drawn -> FaceEvaluation.of(drawn).f1())
        .add("undecided", result.undecided())
        .add("not_found", result.notFound())
        .addBootstrapped(
            "eye_accuracy",
            result.eyeAccuracy(),
            photos,
            "photos",
            drawn -> FaceEvaluation.of(drawn).eyeAccuracy())
        .add("ece", reliability(outcomes).ece());
  }

  /** What the page shows below the scores. */
  public static List<Section> sections(List<FaceOutcome> outcomes) {
    Reliability reliability = reliability(outcomes);
    return List.of(
        confusion(outcomes),
        openness(outcomes),
        CalibrationSection.of(reliability, reliability.ece()),
        wrong(outcomes));
  }

  private static Reliability reliability(List<FaceOutcome> outcomes) {
    int n = 2 * (int) outcomes.stream().filter(FaceOutcome::found).count();
    float[] p = new float[n];
    boolean[] closed = new boolean[n];
    int i = 0;
    for (FaceOutcome outcome : outcomes) {
      for (EyeState eye : outcome.both()) {
        p[i] = eye.closed();
        closed[i++] = outcome.photo().closed();
      }
    }
    return Reliability.of(p, closed);
  }

  private static Section confusion(List<FaceOutcome> outcomes) {
    return new Section(
        "Confusion",
        List.of(
            "Photos by label and by the lids of the result: closed or open if both eyes are by the"
                + " strict rule, otherwise neither. Only the labelled state is right; for the F1"
                + " every other column counts as the opposite."),
        List.of(
            new Table(
                List.of("label", "closed", "open", "neither", "not found"),
                List.of(row(outcomes, true), row(outcomes, false)))),
        List.of());
  }

  private static List<String> row(List<FaceOutcome> outcomes, boolean closed) {
    List<FaceOutcome> labelled =
        outcomes.stream().filter(outcome -> outcome.photo().closed() == closed).toList();
    long shut = count(labelled, outcome -> both(outcome, LidState.CLOSED));
    long open = count(labelled, outcome -> both(outcome, LidState.OPEN));
    long missing = count(labelled, outcome -> !outcome.found());
    return List.of(
        closed ? "closed" : "open",
        Long.toString(shut),
        Long.toString(open),
        Long.toString(labelled.size() - shut - open - missing),
        Long.toString(missing));
  }

  private static boolean both(FaceOutcome outcome, LidState state) {
    return outcome.found() && outcome.both().stream().allMatch(eye -> eye.lids() == state);
  }

  private static long count(List<FaceOutcome> outcomes, Predicate<FaceOutcome> condition) {
    return outcomes.stream().filter(condition).count();
  }

  private static Section openness(List<FaceOutcome> outcomes) {
    double[][] closed = beforeAfter(outcomes, true);
    double[][] open = beforeAfter(outcomes, false);
    return new Section(
        "Openness of the lids",
        List.of(
            String.format(
                Locale.ROOT,
                "The strict rule: closed up to %.0f %% of the neutral lid gap, open from %.0f %% on;"
                    + " between the two an eye is wrong for either label. Eyes of faces that were"
                    + " not found are missing here.",
                100 * LidOpenness.CLOSED,
                100 * LidOpenness.OPEN)),
        List.of(),
        List.of(
            new Figure(
                Charts.opennessHistogram(closed[1], open[1]),
                Charts.WIDTH,
                "histogram of the openness by label",
                List.of("Eyes of the result by openness and label.")),
            new Figure(
                Charts.opennessCurves(closed, open),
                Charts.WIDTH,
                "cumulative distribution of the openness by label, before and after ELAM",
                List.of(
                    "Fraction of the eyes that are at most so open, by label: dashed before ELAM"
                        + " and lid refinement, solid after.")),
            new Figure(
                Charts.beforeAfter(closed, open),
                Charts.WIDTH,
                "openness before and after ELAM and lid refinement",
                List.of("Each eye before and after ELAM and lid refinement, by label."))));
  }

  /** Openness of all eyes with a label: by the regressor, of the result. */
  private static double[][] beforeAfter(List<FaceOutcome> outcomes, boolean closed) {
    return new double[][] {
      openness(outcomes, closed, FaceOutcome::regressedEyes),
      openness(outcomes, closed, FaceOutcome::eyes)
    };
  }

  private static double[] openness(
      List<FaceOutcome> outcomes,
      boolean closed,
      Function<FaceOutcome, @org.jspecify.annotations.Nullable EyeStates> stage) {
    List<Double> values = new ArrayList<>();
    for (FaceOutcome outcome : outcomes) {
      EyeStates eyes = stage.apply(outcome);
      if (outcome.photo().closed() == closed && eyes != null) {
        values.add((double) eyes.left().openness());
        values.add((double) eyes.right().openness());
      }
    }
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static Section wrong(List<FaceOutcome> outcomes) {
    List<FaceOutcome> wrong =
        outcomes.stream()
            .filter(outcome -> !outcome.right())
            .sorted(Comparator.comparingDouble(FaceReport::wrongness).reversed())
            .toList();
    return new Section(
        "Misclassified",
        List.of(
            Examples.count(wrong.size(), outcomes.size(), "photos", MOST_EXAMPLES)
                + " The worst are those of whose wrong eye the classifier is surest; photos without"
                + " a face come last."),
        List.of(),
        wrong.stream().limit(MOST_EXAMPLES).map(FaceReport::figure).toList());
  }

  /** The highest probability given to the wrong state among wrong eyes; −1 without a face. */
  private static double wrongness(FaceOutcome outcome) {
    return outcome.both().stream()
        .filter(eye -> eye.lids() != outcome.label())
        .mapToDouble(eye -> outcome.photo().closed() ? 1 - eye.closed() : eye.closed())
        .max()
        .orElse(-1);
  }

  private static Figure figure(FaceOutcome outcome) {
    String label = outcome.photo().closed() ? "closed" : "open";
    List<String> caption = new ArrayList<>();
    caption.add(Examples.name(outcome.photo().file()));
    caption.add("label " + label);
    EyeStates eyes = outcome.eyes();
    if (eyes == null) {
      caption.add("no face found");
    } else {
      caption.add(describe("left eye", eyes.left(), outcome.label()));
      caption.add(describe("right eye", eyes.right(), outcome.label()));
    }
    return new Figure(
        Pictures.photo(outcome.photo().file(), SIDE), SIDE, "face labelled " + label, caption);
  }

  private static String describe(String name, EyeState eye, LidState label) {
    return String.format(
        Locale.ROOT,
        "%s%s: P(closed) %.4f, openness %.3f",
        name,
        eye.lids() == label ? "" : " (wrong)",
        eye.closed(),
        eye.openness());
  }
}

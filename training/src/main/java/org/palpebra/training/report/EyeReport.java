package org.palpebra.training.report;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.palpebra.metrics.ClusterBootstrap;
import org.palpebra.metrics.Confusion;
import org.palpebra.metrics.EyeStateScore;
import org.palpebra.metrics.Reliability;
import org.palpebra.training.eval.EyeEvaluation;
import org.palpebra.training.eval.EyeOutcome;

/** The report on eye patches. */
public final class EyeReport {
  private static final int MOST_EXAMPLES = 100;
  private static final int SIDE = 120;

  private EyeReport() {}

  /** The scores; F1 and AUC get their intervals by drawing photos, not eyes. */
  public static ScoreSheet scores(EyeEvaluation evaluation) {
    EyeStateScore score = evaluation.score();
    List<EyeOutcome> outcomes = evaluation.outcomes();
    int right = (int) outcomes.stream().filter(EyeOutcome::right).count();
    ClusterBootstrap<EyeOutcome> photos =
        ClusterBootstrap.by(outcomes, outcome -> outcome.patch().photo());
    return new ScoreSheet()
        .add("n", score.n())
        .addProportion("accuracy", score.accuracy(), right, score.n())
        .addBootstrapped("f1", score.f1(), photos, "photos", EyeReport::f1)
        .addBootstrapped(
            "auc", score.auc(), photos, "photos", drawn -> EyeEvaluation.score(drawn).auc())
        .add("ece", score.ece())
        .add("ms_per_eye", evaluation.msPerEye());
  }

  private static double f1(List<EyeOutcome> outcomes) {
    Confusion confusion = new Confusion();
    outcomes.forEach(eye -> confusion.add(!eye.patch().closed(), eye.closed() < 0.5f));
    return confusion.f1();
  }

  /** What the page shows below the scores. */
  public static List<Section> sections(EyeEvaluation evaluation) {
    List<EyeOutcome> outcomes = evaluation.outcomes();
    return List.of(
        confusion(outcomes), calibration(evaluation.score().ece(), outcomes), wrong(outcomes));
  }

  private static Section confusion(List<EyeOutcome> outcomes) {
    return new Section(
        "Confusion",
        List.of(
            "Eyes by label and by what the classifier calls them (closed from P(closed) = 0.5 on)."
                + " The interval of the accuracy takes eyes to be independent; the two eyes of a"
                + " photo are not quite, so it is a little too narrow."),
        List.of(
            new Table(
                List.of("label", "called closed", "called open"),
                List.of(row(outcomes, true), row(outcomes, false)))),
        List.of());
  }

  private static List<String> row(List<EyeOutcome> outcomes, boolean closed) {
    List<EyeOutcome> labelled =
        outcomes.stream().filter(eye -> eye.patch().closed() == closed).toList();
    long right = labelled.stream().filter(EyeOutcome::right).count();
    String hits = Long.toString(right);
    String misses = Long.toString(labelled.size() - right);
    return closed ? List.of("closed", hits, misses) : List.of("open", misses, hits);
  }

  private static Section calibration(double ece, List<EyeOutcome> outcomes) {
    float[] p = new float[outcomes.size()];
    boolean[] closed = new boolean[p.length];
    for (int i = 0; i < p.length; i++) {
      p[i] = outcomes.get(i).closed();
      closed[i] = outcomes.get(i).patch().closed();
    }
    return CalibrationSection.of(Reliability.of(p, closed), ece);
  }

  private static Section wrong(List<EyeOutcome> outcomes) {
    List<EyeOutcome> wrong =
        outcomes.stream()
            .filter(outcome -> !outcome.right())
            .sorted(Comparator.comparing(EyeOutcome::wrongness).reversed())
            .toList();
    return new Section(
        "Misclassified",
        List.of(
            Examples.count(wrong.size(), outcomes.size(), "eyes", MOST_EXAMPLES)
                + " Patches have no openness: no face is reconstructed here."),
        List.of(),
        wrong.stream().limit(MOST_EXAMPLES).map(EyeReport::figure).toList());
  }

  private static Figure figure(EyeOutcome outcome) {
    String eye = outcome.patch().left() ? "left eye" : "right eye";
    String label = outcome.patch().closed() ? "closed" : "open";
    return new Figure(
        Pictures.photo(outcome.patch().file(), SIDE),
        SIDE,
        eye + ", labelled " + label,
        List.of(
            Examples.name(outcome.patch().file()),
            eye + ", label " + label,
            String.format(Locale.ROOT, "P(closed) %.4f", outcome.closed())));
  }
}

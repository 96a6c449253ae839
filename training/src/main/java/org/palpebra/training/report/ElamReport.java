package org.palpebra.training.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.palpebra.LidState;
import org.palpebra.eyes.EyeLandmarkAdjustment;
import org.palpebra.eyes.LidOpenness;
import org.palpebra.training.eval.ElamOutcome;

/** The report on what ELAM does to landmarks. */
public final class ElamReport {
  static final String MEASURE = "lid gap / typical gap";

  private static final int MOST_EXAMPLES = 36;

  private ElamReport() {}

  /** The numbers of one eye, measured once for all resamples. */
  private record Eye(
      String group,
      boolean agreedBefore,
      boolean agreesAfter,
      boolean leftAlone,
      double change,
      LidState annotated) {
    static Eye of(ElamOutcome outcome) {
      return new Eye(
          outcome.group(),
          outcome.agreedBefore(),
          outcome.agreesAfter(),
          outcome.leftAlone(),
          Math.abs(outcome.changePercent()),
          ElamOutcome.lids(outcome.aspectBefore()));
    }

    boolean changed() {
      return !leftAlone;
    }
  }

  /**
   * The scores of labelled photos, whose landmarks are the regressor's; intervals come from drawing
   * photos.
   *
   * @param outcomes of the faces that were found
   * @param notFound photos without a face, of whose eyes there are no outcomes
   */
  public static ScoreSheet labelledScores(List<ElamOutcome> outcomes, int notFound) {
    ScoreSheet sheet = new ScoreSheet().add("n", outcomes.size()).add("not_found", notFound);
    return outcomes.isEmpty() ? sheet : effect(sheet, outcomes, "photos");
  }

  /**
   * The scores of annotated faces, among them how many lids ELAM leaves as they were drawn;
   * intervals come from drawing people.
   *
   * @param outcomes at least one
   */
  public static ScoreSheet annotatedScores(List<ElamOutcome> outcomes) {
    ScoreSheet sheet = effect(new ScoreSheet().add("n", outcomes.size()), outcomes, "people");
    leftAlone(sheet, outcomes, LidState.OPEN, "open");
    leftAlone(sheet, outcomes, LidState.CLOSED, "closed");
    return sheet;
  }

  private static ScoreSheet effect(ScoreSheet sheet, List<ElamOutcome> outcomes, String groups) {
    Scored<Eye> eyes = scored(outcomes, groups, eye -> true);
    sheet.add("changed", (int) outcomes.stream().filter(outcome -> !outcome.leftAlone()).count());
    sheet.add("opened", (int) outcomes.stream().filter(o -> o.changePercent() > 0).count());
    eyes.fraction(sheet, "agreement_before", Eye::agreedBefore);
    eyes.fraction(sheet, "agreement_after", Eye::agreesAfter);
    eyes.mean(sheet, "mean_change_percent", Eye::change);
    return sheet;
  }

  private static void leftAlone(
      ScoreSheet sheet, List<ElamOutcome> outcomes, LidState annotated, String name) {
    Scored<Eye> eyes = scored(outcomes, "people", eye -> eye.annotated() == annotated);
    sheet.add("n_annotated_" + name, eyes.items().size());
    eyes.fraction(sheet, "left_alone_" + name, eye -> !eye.changed());
  }

  private static Scored<Eye> scored(
      List<ElamOutcome> outcomes, String groups, Predicate<Eye> condition) {
    return new Scored<>(
        outcomes.stream().map(Eye::of).filter(condition).toList(), Eye::group, groups);
  }

  /**
   * What the page shows below the scores.
   *
   * @param state whose the state of an eye is, such as {@code "the label"}
   */
  public static List<Section> sections(List<ElamOutcome> outcomes, String state) {
    return List.of(
        agreement(outcomes, state),
        gaps(outcomes, state),
        disagreeing(outcomes, state),
        changed(outcomes));
  }

  private static Section agreement(List<ElamOutcome> outcomes, String state) {
    List<List<String>> rows = new ArrayList<>();
    for (LidState taken : List.of(LidState.CLOSED, LidState.OPEN)) {
      List<ElamOutcome> eyes = outcomes.stream().filter(o -> o.state() == taken).toList();
      rows.add(row(taken, "before", eyes, ElamOutcome::aspectBefore));
      rows.add(row(taken, "after", eyes, ElamOutcome::aspectAfter));
    }
    return new Section(
        "Agreement",
        List.of(
            String.format(
                Locale.ROOT,
                "Eyes by %s and by what their landmarks describe. The strict rule for landmarks:"
                    + " closed up to %.0f %% of the typical lid gap, which is %.2f of the eye's"
                    + " width, open from %.0f %% on. Only the same state agrees.",
                state,
                100 * LidOpenness.CLOSED,
                EyeLandmarkAdjustment.TYPICAL_ASPECT,
                100 * LidOpenness.OPEN)),
        List.of(new Table(List.of(state, "ELAM", "closed", "neither", "open"), rows)),
        List.of());
  }

  private static List<String> row(
      LidState state, String stage, List<ElamOutcome> eyes, Aspect aspect) {
    List<String> cells = new ArrayList<>(List.of(name(state), stage));
    for (LidState lids : LidState.values()) {
      long count = eyes.stream().filter(o -> ElamOutcome.lids(aspect.of(o)) == lids).count();
      cells.add(Long.toString(count));
    }
    return cells;
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private interface Aspect {
    float of(ElamOutcome outcome);
  }

  private static Section gaps(List<ElamOutcome> outcomes, String state) {
    double[][] closed = beforeAfter(outcomes, LidState.CLOSED);
    double[][] open = beforeAfter(outcomes, LidState.OPEN);
    return new Section(
        "Lid gaps",
        List.of("Lid gaps over the typical one, by %s; crossed lids count as 0.".formatted(state)),
        List.of(),
        List.of(
            figure(Charts.opennessHistogram(MEASURE, closed[0], open[0]), "before ELAM"),
            figure(Charts.opennessHistogram(MEASURE, closed[1], open[1]), "after ELAM"),
            figure(
                Charts.beforeAfter(MEASURE + ", before", MEASURE + ", after", closed, open),
                "before and after ELAM")));
  }

  private static Figure figure(byte[] png, String stage) {
    return new Figure(png, Charts.WIDTH, "lid gaps " + stage, List.of("Lid gaps " + stage + "."));
  }

  private static double[][] beforeAfter(List<ElamOutcome> outcomes, LidState state) {
    return new double[][] {
      relative(outcomes, state, ElamOutcome::aspectBefore),
      relative(outcomes, state, ElamOutcome::aspectAfter)
    };
  }

  private static double[] relative(List<ElamOutcome> outcomes, LidState state, Aspect aspect) {
    return outcomes.stream()
        .filter(outcome -> outcome.state() == state)
        .mapToDouble(o -> Math.max(0, aspect.of(o) / EyeLandmarkAdjustment.TYPICAL_ASPECT))
        .toArray();
  }

  private static Section disagreeing(List<ElamOutcome> outcomes, String state) {
    List<ElamOutcome> wrong =
        outcomes.stream()
            .filter(outcome -> !outcome.agreesAfter())
            .sorted(Comparator.comparingDouble(ElamReport::distance).reversed())
            .toList();
    return new Section(
        "Not in agreement after ELAM",
        List.of(
            "%d of %d eyes do not agree with %s after ELAM; the %d farthest from it are shown. Red:"
                    .formatted(
                        wrong.size(), outcomes.size(), state, Math.min(wrong.size(), MOST_EXAMPLES))
                + " lids before; green: after, on top where both are the same."),
        List.of(),
        wrong.stream().limit(MOST_EXAMPLES).map(ElamReport::figure).toList());
  }

  /** How far the lid gap is from the state's range. */
  private static double distance(ElamOutcome outcome) {
    float relative = outcome.aspectAfter() / EyeLandmarkAdjustment.TYPICAL_ASPECT;
    return outcome.state() == LidState.CLOSED
        ? relative - LidOpenness.CLOSED
        : LidOpenness.OPEN - relative;
  }

  private static Section changed(List<ElamOutcome> outcomes) {
    List<ElamOutcome> changed =
        outcomes.stream()
            .filter(outcome -> !outcome.leftAlone())
            .sorted(
                Comparator.comparingDouble((ElamOutcome o) -> Math.abs(o.changePercent()))
                    .reversed())
            .toList();
    return new Section(
        "Most changed",
        List.of(
            "ELAM has changed %d of %d eyes; the %d most changed are shown. Red: lids before; green:"
                    .formatted(
                        changed.size(), outcomes.size(), Math.min(changed.size(), MOST_EXAMPLES))
                + " after."),
        List.of(),
        changed.stream().limit(MOST_EXAMPLES).map(ElamReport::figure).toList());
  }

  private static Figure figure(ElamOutcome outcome) {
    byte[] png =
        new LidPicture(outcome.file(), outcome.eye(), outcome.before())
            .draw(outcome.before(), LidPicture.BEFORE)
            .draw(outcome.after(), LidPicture.AFTER)
            .png();
    return new Figure(png, LidPicture.SIDE, "eye with its lids before and after", caption(outcome));
  }

  static List<String> caption(ElamOutcome outcome) {
    return List.of(
        Examples.name(outcome.file()),
        "%s eye, %s".formatted(name(outcome.eye()), name(outcome.state())),
        String.format(
            Locale.ROOT,
            "P(closed) %.4f, lid gap %.1f → %.1f %% of the width",
            outcome.closed(),
            100 * outcome.aspectBefore(),
            100 * outcome.aspectAfter()));
  }
}

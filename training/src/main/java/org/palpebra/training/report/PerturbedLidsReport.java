package org.palpebra.training.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.palpebra.eyes.EyeLandmarkAdjustment;
import org.palpebra.training.eval.PerturbedLids;
import org.palpebra.training.eval.PerturbedLids.Kind;

/** The report on how far ELAM brings falsified lids back. */
public final class PerturbedLidsReport {
  private static final int MOST_EXAMPLES = 24;

  private PerturbedLidsReport() {}

  /** The numbers of one eye, measured once for all resamples. */
  private record Eye(
      String person,
      Kind kind,
      double errorBefore,
      double errorAfter,
      boolean rightBefore,
      boolean rightAfter) {
    static Eye of(PerturbedLids lids) {
      return new Eye(
          lids.elam().group(),
          lids.kind(),
          lids.errorBefore(),
          lids.errorAfter(),
          lids.elam().agreedBefore(),
          lids.elam().agreesAfter());
    }
  }

  /**
   * The scores by what was done to the lids; intervals come from drawing people.
   *
   * @param outcomes possibly none
   */
  public static ScoreSheet scores(List<PerturbedLids> outcomes) {
    List<Eye> eyes = outcomes.stream().map(Eye::of).toList();
    ScoreSheet sheet = new ScoreSheet().add("n", eyes.size());
    for (Kind kind : Kind.values()) {
      String name = name(kind);
      Scored<Eye> done =
          new Scored<>(
              eyes.stream().filter(eye -> eye.kind() == kind).toList(), Eye::person, "people");
      sheet.add("n_" + name, done.items().size());
      done.mean(sheet, name + "_error_before_percent", Eye::errorBefore);
      done.mean(sheet, name + "_error_after_percent", Eye::errorAfter);
      done.fraction(sheet, name + "_right_before", Eye::rightBefore);
      done.fraction(sheet, name + "_right_after", Eye::rightAfter);
    }
    return sheet;
  }

  private static String name(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** What the page shows below the scores. */
  public static List<Section> sections(List<PerturbedLids> outcomes) {
    List<Section> sections = new ArrayList<>();
    sections.add(
        new Section(
            "What was done to the lids",
            List.of(
                String.format(
                    Locale.ROOT,
                    "shut: the upper lids of open eyes were laid on the lower ones. opened: lids of"
                        + " closed eyes were given the typical gap, %.2f of the eye's width. noise:"
                        + " the landmarks of all upper lids got normal noise with a standard"
                        + " deviation of %.2f of the width on each axis (seed %d). Errors are of the"
                        + " lid gap, in percent of the width; right means that the landmarks"
                        + " describe the annotated state by the strict rule.",
                    EyeLandmarkAdjustment.TYPICAL_ASPECT,
                    PerturbedLids.NOISE,
                    PerturbedLids.SEED)),
            List.of(),
            List.of()));
    for (Kind kind : Kind.values()) {
      sections.add(worst(outcomes.stream().filter(lids -> lids.kind() == kind).toList(), kind));
    }
    return sections;
  }

  private static Section worst(List<PerturbedLids> done, Kind kind) {
    List<PerturbedLids> worst =
        done.stream()
            .sorted(Comparator.comparingDouble(PerturbedLids::errorAfter).reversed())
            .limit(MOST_EXAMPLES)
            .toList();
    return new Section(
        "Farthest off after ELAM: " + name(kind),
        List.of(
            "The %d eyes with the largest errors of %d. Blue: annotated lids; red: falsified; green:"
                    .formatted(worst.size(), done.size())
                + " after ELAM, on top where they are the same."),
        List.of(),
        worst.stream().map(PerturbedLidsReport::figure).toList());
  }

  private static Figure figure(PerturbedLids lids) {
    byte[] png =
        new LidPicture(lids.elam().file(), lids.elam().eye(), lids.annotated())
            .draw(lids.annotated(), LidPicture.ANNOTATED)
            .draw(lids.elam().before(), LidPicture.BEFORE)
            .draw(lids.elam().after(), LidPicture.AFTER)
            .png();
    List<String> caption = new ArrayList<>(ElamReport.caption(lids.elam()));
    caption.add(String.format(Locale.ROOT, "error %.1f %% of the width", lids.errorAfter()));
    return new Figure(
        png, LidPicture.SIDE, "eye with annotated, falsified and adjusted lids", caption);
  }
}

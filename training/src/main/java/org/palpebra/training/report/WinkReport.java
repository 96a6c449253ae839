package org.palpebra.training.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.palpebra.EyeState;
import org.palpebra.FaceImage;
import org.palpebra.LidState;
import org.palpebra.metrics.ClusterBootstrap;
import org.palpebra.metrics.ErrorCurve;
import org.palpebra.training.eval.WinkEvaluation;
import org.palpebra.training.eval.WinkEye;
import org.palpebra.training.eval.WinkOutcome;
import org.palpebra.training.synthetic.WinkFaces;

/** The report on the openness of rendered eyes. */
public final class WinkReport {
  private static final int MOST_EXAMPLES = 40;
  private static final int SIDE = 200;

  /** Marked in the curve of errors. */
  private static final double ERROR_LIMIT = 0.1;

  private WinkReport() {}

  /** Eyes that are seen alike: turned by so much, on the near or the far side of the head. */
  private record View(int yaw, boolean far) {
    static List<View> all(List<WinkOutcome> outcomes) {
      return WinkOutcome.eyes(outcomes)
          .map(eye -> new View(eye.yaw(), eye.far()))
          .distinct()
          .sorted(Comparator.comparingInt(View::yaw).thenComparing(View::far))
          .toList();
    }

    boolean has(WinkEye eye) {
      return eye.yaw() == yaw && eye.far() == far;
    }

    String key() {
      return yaw == 0 ? "yaw_0" : "yaw_%d_%s".formatted(yaw, far ? "far" : "near");
    }

    String title() {
      return yaw == 0 ? "0°" : "%d°, %s eye".formatted(yaw, far ? "far" : "near");
    }
  }

  /** The scores; all intervals come from drawing faces. */
  public static ScoreSheet scores(List<WinkOutcome> outcomes) {
    ClusterBootstrap<WinkOutcome> faces = ClusterBootstrap.by(outcomes, WinkOutcome::number);
    ScoreSheet sheet = new ScoreSheet().add("n", outcomes.size());
    add(sheet, "state_accuracy", faces, outcomes, of(WinkEvaluation::stateAccuracy, eye -> true));
    add(
        sheet,
        "clear_state_accuracy",
        faces,
        outcomes,
        of(WinkEvaluation::stateAccuracy, WinkEye::clear));
    add(sheet, "openness_error", faces, outcomes, of(WinkEvaluation::opennessError, eye -> true));
    add(
        sheet,
        "classifier_accuracy",
        faces,
        outcomes,
        of(WinkEvaluation::classifierAccuracy, eye -> true));
    add(
        sheet,
        "regressed_state_accuracy",
        faces,
        outcomes,
        drawn -> WinkEvaluation.of(WinkOutcome.regressedEyes(drawn)).stateAccuracy());
    add(
        sheet,
        "regressed_openness_error",
        faces,
        outcomes,
        drawn -> WinkEvaluation.of(WinkOutcome.regressedEyes(drawn)).opennessError());
    sheet.add("not_found", (int) outcomes.stream().filter(o -> o.face() == null).count());
    for (View view : View.all(outcomes)) {
      add(
          sheet,
          "state_accuracy_" + view.key(),
          faces,
          outcomes,
          of(WinkEvaluation::stateAccuracy, view::has));
    }
    for (View view : View.all(outcomes)) {
      add(
          sheet,
          "openness_error_" + view.key(),
          faces,
          outcomes,
          of(WinkEvaluation::opennessError, view::has));
    }
    return sheet;
  }

  private static void add(
      ScoreSheet sheet,
      String name,
      ClusterBootstrap<WinkOutcome> faces,
      List<WinkOutcome> outcomes,
      ToDoubleFunction<List<WinkOutcome>> statistic) {
    sheet.addBootstrapped(name, statistic.applyAsDouble(outcomes), faces, "faces", statistic);
  }

  private static ToDoubleFunction<List<WinkOutcome>> of(
      ToDoubleFunction<WinkEvaluation> number, Predicate<WinkEye> which) {
    return drawn -> number.applyAsDouble(WinkEvaluation.of(WinkOutcome.eyes(drawn).filter(which)));
  }

  /**
   * What the page shows below the scores.
   *
   * @param photo renders the photo of a face once more
   */
  public static List<Section> sections(
      List<WinkOutcome> outcomes, Function<WinkOutcome, FaceImage> photo) {
    return List.of(byYaw(outcomes), byOpenness(outcomes), curves(outcomes), worst(outcomes, photo));
  }

  private static Section byYaw(List<WinkOutcome> outcomes) {
    List<List<String>> rows = new ArrayList<>();
    for (View view : View.all(outcomes)) {
      WinkEvaluation result = WinkEvaluation.of(WinkOutcome.eyes(outcomes).filter(view::has));
      WinkEvaluation regressed =
          WinkEvaluation.of(WinkOutcome.regressedEyes(outcomes).filter(view::has));
      rows.add(
          List.of(
              view.title(),
              Integer.toString(result.n()),
              number(result.stateAccuracy()),
              number(result.opennessError()),
              number(result.classifierAccuracy()),
              number(regressed.stateAccuracy()),
              number(regressed.opennessError()),
              Integer.toString(result.notFound())));
    }
    return new Section(
        "By yaw",
        List.of(
            "The far eye is the one that the head's turn takes away from the camera. The state is"
                + " asked of eyes that are rendered closed (openness up to 0.2) or open (from 0.5"
                + " on); eyes of faces that were not found are wrong, and have no error."),
        List.of(
            new Table(
                List.of(
                    "yaw",
                    "eyes",
                    "state right",
                    "error of openness",
                    "classifier right",
                    "state right, regressor",
                    "error, regressor",
                    "not found"),
                rows)),
        List.of());
  }

  private static Section byOpenness(List<WinkOutcome> outcomes) {
    List<List<String>> rows = new ArrayList<>();
    for (float truth : WinkFaces.openness()) {
      List<WinkEye> eyes =
          WinkOutcome.eyes(outcomes).filter(eye -> step(eye.truth()) == truth).toList();
      WinkEvaluation result = WinkEvaluation.of(eyes.stream());
      rows.add(
          List.of(
              String.format(Locale.ROOT, "%.2f", truth),
              count(eyes, LidState.CLOSED),
              count(eyes, LidState.BETWEEN),
              count(eyes, LidState.OPEN),
              Integer.toString(result.notFound()),
              number(result.stateAccuracy()),
              number(result.opennessError()),
              number(found(eyes.stream()).average().orElse(Double.NaN))));
    }
    return new Section(
        "By openness",
        List.of(
            "Eyes by the openness they are rendered with, and what they were found to be. An eye of"
                + " 0.5 is on the limit, so that half of them would be missed by a measurement"
                + " whose errors go either way; clear_state_accuracy leaves them out.",
            "Below: the same by combination. Fraction of eyes in the right state, in brackets the"
                + " error of the openness."),
        List.of(
            new Table(
                List.of(
                    "rendered",
                    "closed",
                    "between",
                    "open",
                    "not found",
                    "state right",
                    "error",
                    "mean found"),
                rows),
            combinations(outcomes)),
        List.of());
  }

  private static Table combinations(List<WinkOutcome> outcomes) {
    List<String> header = new ArrayList<>(List.of("left eye ↓, right eye →"));
    List<List<String>> rows = new ArrayList<>();
    for (float left : WinkFaces.openness()) {
      header.add(String.format(Locale.ROOT, "%.2f", left));
      List<String> row = new ArrayList<>(List.of(String.format(Locale.ROOT, "%.2f", left)));
      for (float right : WinkFaces.openness()) {
        WinkEvaluation cell =
            WinkEvaluation.of(
                outcomes.stream()
                    .filter(o -> step(o.left()) == left && step(o.right()) == right)
                    .flatMap(o -> o.eyes().stream()));
        row.add(number(cell.stateAccuracy()) + " (" + number(cell.opennessError()) + ")");
      }
      rows.add(row);
    }
    return new Table(header, rows);
  }

  /** The openness that an eye was to be given. */
  private static float step(float truth) {
    float nearest = Float.NaN;
    for (float step : WinkFaces.openness()) {
      if (!(Math.abs(nearest - truth) <= Math.abs(step - truth))) {
        nearest = step;
      }
    }
    return nearest;
  }

  private static String count(List<WinkEye> eyes, LidState state) {
    return Long.toString(
        eyes.stream().filter(eye -> eye.found() != null && eye.found().lids() == state).count());
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.3f", value);
  }

  private static java.util.stream.DoubleStream found(Stream<WinkEye> eyes) {
    return eyes.map(WinkEye::found).filter(Objects::nonNull).mapToDouble(EyeState::openness);
  }

  private static Section curves(List<WinkOutcome> outcomes) {
    List<Figure> figures = new ArrayList<>();
    for (int yaw : View.all(outcomes).stream().mapToInt(View::yaw).distinct().toArray()) {
      List<OpennessBand> bands = bands(outcomes, yaw);
      if (!bands.isEmpty()) {
        figures.add(
            new Figure(
                Charts.opennessByTruth(bands),
                Charts.WIDTH,
                "openness found over openness rendered at %d degrees of yaw".formatted(yaw),
                List.of("Yaw ± %d°.".formatted(yaw))));
      }
    }
    double[] errors = errors(WinkOutcome.eyes(outcomes));
    if (errors.length > 0) {
      figures.add(
          new Figure(
              Charts.opennessErrors(
                  new ErrorCurve(errors(WinkOutcome.regressedEyes(outcomes))),
                  new ErrorCurve(errors),
                  ERROR_LIMIT),
              Charts.WIDTH,
              "cumulative distribution of the error of the openness",
              List.of("Fraction of the eyes whose openness is at most so far off.")));
    }
    return new Section(
        "Openness curves",
        List.of(
            "Openness of the results over the openness rendered: mean and the middle 80 % of the"
                + " eyes. Eyes of faces that were not found are missing here."),
        List.of(),
        figures);
  }

  private static List<OpennessBand> bands(List<WinkOutcome> outcomes, int yaw) {
    List<OpennessBand> bands = new ArrayList<>();
    for (float truth : WinkFaces.openness()) {
      double[] found =
          found(
                  WinkOutcome.eyes(outcomes)
                      .filter(eye -> eye.yaw() == yaw && step(eye.truth()) == truth))
              .toArray();
      if (found.length > 0) {
        bands.add(OpennessBand.of(truth, found));
      }
    }
    return bands;
  }

  private static double[] errors(Stream<WinkEye> eyes) {
    return eyes.mapToDouble(WinkEye::error).filter(error -> !Double.isNaN(error)).toArray();
  }

  private static Section worst(List<WinkOutcome> outcomes, Function<WinkOutcome, FaceImage> photo) {
    List<WinkOutcome> wrong =
        outcomes.stream()
            .filter(o -> o.eyes().stream().anyMatch(eye -> eye.decided() && !eye.right()))
            .sorted(Comparator.comparingDouble(WinkOutcome::worstError).reversed())
            .toList();
    return new Section(
        "Faces with a wrong eye",
        List.of(
            Examples.count(wrong.size(), outcomes.size(), "faces", MOST_EXAMPLES)
                + " The worst are those with the largest error of openness; faces that were not"
                + " found come last. Left the photo, right the result over it."),
        List.of(),
        wrong.stream().limit(MOST_EXAMPLES).map(o -> figure(o, photo.apply(o))).toList());
  }

  private static Figure figure(WinkOutcome outcome, FaceImage photo) {
    return new Figure(
        Pictures.beside(photo, outcome.face(), SIDE),
        2 * SIDE,
        "rendered face %d and the result over it".formatted(outcome.number()),
        List.of(
            "face %d, yaw %d°%s"
                .formatted(
                    outcome.number(), outcome.yaw(), outcome.face() == null ? ", not found" : ""),
            describe("left eye", outcome, 0),
            describe("right eye", outcome, 1)));
  }

  private static String describe(String name, WinkOutcome outcome, int index) {
    WinkEye eye = outcome.eyes().get(index);
    EyeState found = eye.found();
    String wrong = eye.decided() && !eye.right() ? " (wrong)" : "";
    String text = String.format(Locale.ROOT, "%s%s: rendered %.2f", name, wrong, eye.truth());
    EyeState regressed = outcome.regressedEyes().get(index).found();
    return found == null || regressed == null
        ? text
        : text
            + String.format(
                Locale.ROOT,
                ", regressor %.2f, P(closed) %.3f, result %.2f",
                regressed.openness(),
                found.closed(),
                found.openness());
  }
}

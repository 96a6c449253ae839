package org.palpebra.training.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.palpebra.LidState;
import org.palpebra.metrics.Interval;
import org.palpebra.training.eval.FaceOutcome;

/**
 * The scores of a part of the photos.
 *
 * @param name of the part
 * @param photos number of photos
 * @param notFound photos without a face
 * @param rightPhotos photos with both eyes in the labelled state, by the strict rule
 * @param rightDecisions eyes that the classifier decides as labelled, of faces that were found
 */
public record GroupScores(
    String name, int photos, int notFound, int rightPhotos, int rightDecisions) {
  /** Counts. */
  public static GroupScores of(String name, List<FaceOutcome> outcomes) {
    return new GroupScores(
        name,
        outcomes.size(),
        count(outcomes, outcome -> !outcome.found()),
        count(outcomes, FaceOutcome::right),
        outcomes.stream().mapToInt(GroupScores::rightDecisions).sum());
  }

  private static int count(List<FaceOutcome> outcomes, Predicate<FaceOutcome> condition) {
    return (int) outcomes.stream().filter(condition).count();
  }

  private static int rightDecisions(FaceOutcome outcome) {
    LidState label = outcome.label();
    return (int) outcome.both().stream().filter(eye -> eye.decision() == label).count();
  }

  private int eyes() {
    return 2 * (photos - notFound);
  }

  /** One line for people. */
  public String line() {
    Interval interval = Interval.wilson(rightPhotos, photos);
    return String.format(
        Locale.ROOT,
        "%-18s %4d of %4d photos right (%.1f to %.1f %%), classifier %4d of %4d eyes, %d not found",
        name,
        rightPhotos,
        photos,
        100 * interval.low(),
        100 * interval.high(),
        rightDecisions,
        eyes(),
        notFound);
  }

  /** For JSON. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("photos", photos);
    map.put("not_found", notFound);
    map.put("right_photos", rightPhotos);
    map.put("right_eye_decisions", rightDecisions);
    map.put("eyes", eyes());
    return map;
  }
}

package org.palpebra.onnx.opencv;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.palpebra.geometry.Box;
import org.palpebra.onnx.opencv.CascadeFaceDetector.Hit;
import org.palpebra.spi.DetectedFace;

/**
 * Hits that mean the same face.
 *
 * @param x of the centre in photo pixels
 * @param y of the centre in photo pixels
 * @param side of the square box
 * @param hits windows of each cascade
 */
record Candidate(double x, double y, double side, Map<FaceCascade, Integer> hits) {
  /** Hits of one face lie within this many sides of each other… */
  private static final double SAME_PLACE = 0.3;

  /** … and their sides differ by at most this factor. */
  private static final double SAME_SIZE = 1.6;

  private static final float[] NO_POINTS = {};

  /** Merges what different cascades hit, the most frequent first. */
  static List<Candidate> merge(List<Hit> hits) {
    List<Cluster> clusters = new ArrayList<>();
    hits.stream()
        .sorted(Comparator.comparingInt(Hit::count).reversed())
        .forEach(
            hit ->
                clusters.stream()
                    .filter(cluster -> cluster.takes(hit))
                    .findFirst()
                    .orElseGet(
                        () -> {
                          Cluster fresh = new Cluster();
                          clusters.add(fresh);
                          return fresh;
                        })
                    .add(hit));
    return clusters.stream().map(Cluster::candidate).toList();
  }

  /**
   * Drops every candidate whose centre lies in the box of a more likely one, or that has a more
   * likely one's centre in its own box.
   */
  static List<Candidate> distinct(List<Candidate> candidates) {
    List<Candidate> kept = new ArrayList<>();
    candidates.stream()
        .sorted(Comparator.comparingDouble(Candidate::odds).reversed())
        .filter(c -> kept.stream().noneMatch(k -> k.contains(c) || c.contains(k)))
        .forEach(kept::add);
    return kept;
  }

  private boolean contains(Candidate other) {
    return Math.max(Math.abs(x - other.x), Math.abs(y - other.y)) < side / 2;
  }

  /** Log-odds of being a face. */
  double odds() {
    double odds = FaceCascade.BIAS;
    for (Map.Entry<FaceCascade, Integer> hit : hits.entrySet()) {
      odds += hit.getKey().worth * Math.log1p(hit.getValue());
    }
    return odds;
  }

  DetectedFace face() {
    Box box = new Box((float) (x - side / 2), (float) (y - side / 2), (float) side, (float) side);
    return new DetectedFace(box, (float) (1 / (1 + Math.exp(-odds()))), NO_POINTS);
  }

  /** Running means of the hits of one candidate. */
  private static final class Cluster {
    private final Map<FaceCascade, Integer> hits = new EnumMap<>(FaceCascade.class);
    private int count;
    private double x;
    private double y;
    private double logSide;

    boolean takes(Hit hit) {
      return Math.hypot(hit.x() - x, hit.y() - y) < SAME_PLACE * Math.exp(logSide)
          && Math.abs(Math.log(hit.side()) - logSide) < Math.log(SAME_SIZE);
    }

    void add(Hit hit) {
      hits.merge(hit.cascade(), hit.count(), Integer::sum);
      count += hit.count();
      double weight = (double) hit.count() / count;
      x += (hit.x() - x) * weight;
      y += (hit.y() - y) * weight;
      logSide += (Math.log(hit.side()) - logSide) * weight;
    }

    Candidate candidate() {
      return new Candidate(x, y, Math.exp(logSide), hits);
    }
  }
}

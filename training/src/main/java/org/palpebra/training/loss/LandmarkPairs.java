package org.palpebra.training.loss;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.palpebra.eyes.EyelidPairs;

/**
 * Pairs of landmarks that meet when an eye or the mouth closes, each with the two landmarks that
 * span its region.
 *
 * @param upper, lower landmark numbers, one each per pair
 * @param first, second the corners of the pair's region: of the eye, or of the inner mouth
 */
public record LandmarkPairs(int[] upper, int[] lower, int[] first, int[] second) {
  private static final int[][] LIPS = {{61, 67}, {62, 66}, {63, 65}};

  public LandmarkPairs {
    if (lower.length != upper.length
        || first.length != upper.length
        || second.length != upper.length) {
      throw new IllegalArgumentException(
          "pairs of %d, %d, %d and %d landmarks"
              .formatted(upper.length, lower.length, first.length, second.length));
    }
  }

  /** The four lid pairs, right eye first. */
  public static LandmarkPairs lids() {
    List<int[]> rows = new ArrayList<>();
    for (EyelidPairs eye : EyelidPairs.values()) {
      for (int i = 0; i < eye.count(); i++) {
        rows.add(new int[] {eye.upper(i), eye.lower(i), eye.firstCorner(), eye.secondCorner()});
      }
    }
    return of(rows);
  }

  /** The three inner-lip pairs. */
  public static LandmarkPairs innerLips() {
    List<int[]> rows = new ArrayList<>();
    for (int[] pair : LIPS) {
      rows.add(new int[] {pair[0], pair[1], 60, 64});
    }
    return of(rows);
  }

  /** The four lid pairs and the three inner-lip pairs. */
  public static LandmarkPairs lidsAndLips() {
    LandmarkPairs lids = lids();
    List<int[]> rows = new ArrayList<>();
    for (int i = 0; i < lids.count(); i++) {
      rows.add(new int[] {lids.upper[i], lids.lower[i], lids.first[i], lids.second[i]});
    }
    LandmarkPairs lips = innerLips();
    for (int i = 0; i < lips.count(); i++) {
      rows.add(new int[] {lips.upper[i], lips.lower[i], lips.first[i], lips.second[i]});
    }
    return of(rows);
  }

  private static LandmarkPairs of(List<int[]> rows) {
    return new LandmarkPairs(column(rows, 0), column(rows, 1), column(rows, 2), column(rows, 3));
  }

  private static int[] column(List<int[]> rows, int column) {
    return rows.stream().mapToInt(row -> row[column]).toArray();
  }

  /** Number of pairs, K. */
  public int count() {
    return upper.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LandmarkPairs pairs
        && Arrays.equals(upper, pairs.upper)
        && Arrays.equals(lower, pairs.lower)
        && Arrays.equals(first, pairs.first)
        && Arrays.equals(second, pairs.second);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(upper);
  }

  @Override
  public String toString() {
    return "LandmarkPairs" + Arrays.toString(upper) + Arrays.toString(lower);
  }
}

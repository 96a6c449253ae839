package org.palpebra.eyes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.palpebra.geometry.Similarity;

class EyeLandmarkAdjustmentTest {
  private static final int[][] PAIRS = {{37, 41}, {38, 40}, {43, 47}, {44, 46}};

  /** An upright face with open eyes, every landmark off by up to half a pixel. */
  private static float[] face(int seed) {
    Random random = new Random(seed);
    float[] points = new float[136];
    for (int i = 0; i < points.length; i++) {
      points[i] = 100 + 80 * random.nextFloat();
    }
    for (int eye = 0; eye < 2; eye++) {
      float[][] shape = {{0, 0}, {10, -6}, {20, -6}, {30, 0}, {20, 5}, {10, 5}};
      for (int i = 0; i < 6; i++) {
        points[2 * (36 + 6 * eye + i)] = 60 + 60 * eye + shape[i][0] + random.nextFloat() - 0.5f;
        points[2 * (36 + 6 * eye + i) + 1] = 80 + shape[i][1] + random.nextFloat() - 0.5f;
      }
    }
    return points;
  }

  /** Signed distance of the pair along the perpendicular of the corners, computed on its own. */
  private static double gap(float[] p, int[] pair) {
    int first = pair[0] < 42 ? 36 : 42;
    double angle = Math.atan2(p[2 * first + 7] - p[2 * first + 1], p[2 * first + 6] - p[2 * first]);
    double x = p[2 * pair[1]] - p[2 * pair[0]];
    double y = p[2 * pair[1] + 1] - p[2 * pair[0] + 1];
    return -Math.sin(angle) * x + Math.cos(angle) * y;
  }

  @Property(tries = 50, seed = "20261124")
  void gapShrinksWithTheProbability(
      @ForAll @IntRange(max = 1000) int seed,
      @ForAll @FloatRange(max = 1) float right,
      @ForAll @FloatRange(max = 1) float left) {
    float[] before = face(seed);
    float[] after = EyeLandmarkAdjustment.adjust(before, right, left, null);
    for (int[] pair : PAIRS) {
      double open = 1 - (pair[0] < 42 ? right : left);
      assertEquals(open * gap(before, pair), gap(after, pair), 1e-4);
    }
  }

  @Property(tries = 20, seed = "20261124")
  void openEyesStayHalfClosedOnesAreMidwayClosedOnesMeet(@ForAll @IntRange(max = 1000) int seed) {
    float[] before = face(seed);
    assertArrayEquals(before, EyeLandmarkAdjustment.adjust(before, 0, 0, null));
    float[] half = EyeLandmarkAdjustment.adjust(before, 0.5f, 0.5f, null);
    float[] closed = EyeLandmarkAdjustment.adjust(before, 1, 1, null);
    for (int[] pair : PAIRS) {
      assertEquals(gap(before, pair) / 2, gap(half, pair), 1e-4);
      assertEquals(0, gap(closed, pair), 1e-4);
    }
  }

  @Property(tries = 50, seed = "20261124")
  void nothingButUpperLidsMoves(
      @ForAll @IntRange(max = 1000) int seed, @ForAll @FloatRange(max = 1) float p) {
    float[] before = face(seed);
    float[] after = EyeLandmarkAdjustment.adjust(before, p, p, null);
    for (int i = 0; i < 68; i++) {
      if (i != 37 && i != 38 && i != 43 && i != 44) {
        assertEquals(before[2 * i], after[2 * i]);
        assertEquals(before[2 * i + 1], after[2 * i + 1]);
      }
    }
  }

  @Property(tries = 50, seed = "20261124")
  void higherProbabilityNeverOpens(
      @ForAll @IntRange(max = 1000) int seed,
      @ForAll @FloatRange(max = 1) float p,
      @ForAll @FloatRange(max = 1) float q) {
    float[] less = EyeLandmarkAdjustment.adjust(face(seed), Math.min(p, q), 0, null);
    float[] more = EyeLandmarkAdjustment.adjust(face(seed), Math.max(p, q), 0, null);
    assertTrue(gap(more, PAIRS[0]) <= gap(less, PAIRS[0]) + 1e-4);
    assertTrue(gap(more, PAIRS[1]) <= gap(less, PAIRS[1]) + 1e-4);
  }

  @Property(tries = 50, seed = "20261124")
  void turningThePhotoTurnsTheResult(
      @ForAll @IntRange(max = 1000) int seed,
      @ForAll @FloatRange(min = -3.1f, max = 3.1f) float angle,
      @ForAll @FloatRange(max = 1) float p) {
    Similarity turn = new Similarity(2 * Math.cos(angle), 2 * Math.sin(angle), 30, -10);
    float[] face = face(seed);
    float[] turnedLast = turn.apply(EyeLandmarkAdjustment.adjust(face, p, p / 2, null));
    float[] turnedFirst = EyeLandmarkAdjustment.adjust(turn.apply(face), p, p / 2, null);
    assertArrayEquals(turnedLast, turnedFirst, 2e-3f);
  }

  @Test
  void uprightEyeFollowsThePapersRuleOnTheImageAxis() {
    float[] points = new float[136];
    float[] eye = {0, 10, 4, 6, 8, 6, 12, 10, 8, 13, 4, 13};
    System.arraycopy(eye, 0, points, 72, 12);
    float[] after = EyeLandmarkAdjustment.adjust(points, 0.75f, 0, null);
    assertEquals(4, after[74], 1e-6);
    assertEquals(13 + 0.25 * (6 - 13), after[75], 1e-5);
  }

  @Test
  void worksInPlaceAndOnCoincidentCorners() {
    float[] points = new float[136];
    points[2 * 37 + 1] = -4;
    assertSame(points, EyeLandmarkAdjustment.adjust(points, 1, 1, points));
    assertEquals(0, points[2 * 37 + 1], 1e-6);
  }

  @Test
  void onlyContradictedEyesMove() {
    float[] open = face(1);
    assertArrayEquals(
        open, EyeLandmarkAdjustment.adjustContradicting(open, 0.4f, 0.1f, null), "open and open");
    float[] closed = EyeLandmarkAdjustment.adjust(open, 0.9f, 0, null);
    assertArrayEquals(
        closed,
        EyeLandmarkAdjustment.adjustContradicting(closed, 0.9f, 0.1f, null),
        "closed and closed");
    assertArrayEquals(
        closed,
        EyeLandmarkAdjustment.adjustContradicting(open, 0.9f, 0.1f, null),
        "open landmarks on a closed eye");
    assertTrue(EyeLandmarkAdjustment.contradicts(open, EyelidPairs.LEFT, 0.9f));
    assertFalse(EyeLandmarkAdjustment.contradicts(closed, EyelidPairs.RIGHT, 0.1f));
  }

  @Test
  void doubtfulContradictionsAreNotBelieved() {
    float[] open = face(2);
    assertArrayEquals(open, EyeLandmarkAdjustment.adjustContradicting(open, 0.79f, 0.6f, null));
    float[] half = EyeLandmarkAdjustment.adjust(open, 0.5f, 0.5f, null);
    assertArrayEquals(
        half, EyeLandmarkAdjustment.adjustContradicting(half, 0, 0, null), "not shut");
    float[] shut = EyeLandmarkAdjustment.adjust(open, 1, 1, null);
    assertArrayEquals(shut, EyeLandmarkAdjustment.adjustContradicting(shut, 0.11f, 0.5f, null));
    float[] after = EyeLandmarkAdjustment.adjustContradicting(open, 0.81f, 0, null);
    assertEquals(0.19 * gap(open, PAIRS[0]), gap(after, PAIRS[0]), 1e-4);
  }

  @Property(tries = 50, seed = "20261124")
  void shutLandmarksOfOpenEyesOpenToTheTypicalGap(
      @ForAll @IntRange(max = 1000) int seed,
      @ForAll @FloatRange(max = 0.09f) float p,
      @ForAll @FloatRange(min = -3.1f, max = 3.1f) float angle) {
    Similarity turn = new Similarity(2 * Math.cos(angle), 2 * Math.sin(angle), 30, -10);
    float[] shut = turn.apply(EyeLandmarkAdjustment.adjust(face(seed), 1, 1, null));
    assertTrue(EyeLandmarkAdjustment.shutsOpenEye(shut, EyelidPairs.RIGHT, p));
    float[] after = EyeLandmarkAdjustment.adjustContradicting(shut, p, 0.5f, null);
    double width = Math.hypot(shut[2 * 39] - shut[2 * 36], shut[2 * 39 + 1] - shut[2 * 36 + 1]);
    for (int pair = 0; pair < 2; pair++) {
      int[] lids = PAIRS[pair];
      assertEquals(0.3 * (1 - p) * width, gap(after, lids), 2e-3, "right eye opens");
      assertEquals(along(shut, lids[0]), along(after, lids[0]), 2e-3, "its place along the eye");
      assertEquals(0, gap(after, PAIRS[2 + pair]), 2e-3, "left eye is in doubt");
    }
    for (int i = 0; i < 136; i++) {
      if (i / 2 != 37 && i / 2 != 38) {
        assertEquals(shut[i], after[i]);
      }
    }
  }

  /** Place of a landmark of the right eye along the line of the corners. */
  private static double along(float[] p, int i) {
    double angle = Math.atan2(p[2 * 39 + 1] - p[2 * 36 + 1], p[2 * 39] - p[2 * 36]);
    return Math.cos(angle) * (p[2 * i] - p[2 * 36])
        + Math.sin(angle) * (p[2 * i + 1] - p[2 * 36 + 1]);
  }

  @Test
  void eyesWithoutWidthAreNotOpened() {
    float[] points = new float[136];
    points[2 * 37 + 1] = 1;
    assertFalse(EyeLandmarkAdjustment.shutsOpenEye(points, EyelidPairs.RIGHT, 0));
    assertArrayEquals(points, EyeLandmarkAdjustment.adjustContradicting(points, 0, 0, null));
  }

  @Test
  void lidsGetTheGapAskedFor() {
    float[] face = face(3);
    float[] narrow = EyelidPairs.LEFT.withAspect(face, 0.1f, null);
    double width = Math.hypot(face[2 * 45] - face[2 * 42], face[2 * 45 + 1] - face[2 * 42 + 1]);
    assertEquals(0.1 * width, gap(narrow, PAIRS[2]), 1e-4);
    assertEquals(0.1 * width, gap(narrow, PAIRS[3]), 1e-4);
    assertEquals(0.1, EyelidPairs.LEFT.aspect(narrow), 1e-5);
    assertEquals(gap(face, PAIRS[0]), gap(narrow, PAIRS[0]));
    assertThrows(
        IllegalArgumentException.class, () -> EyelidPairs.LEFT.withAspect(face, Float.NaN, null));
  }

  @Test
  void rejectsWrongArguments() {
    assertThrows(
        IllegalArgumentException.class,
        () -> EyeLandmarkAdjustment.adjust(new float[135], 0, 0, null));
    assertThrows(
        IllegalArgumentException.class,
        () -> EyeLandmarkAdjustment.adjust(new float[136], 1.1f, 0, null));
    assertThrows(
        IllegalArgumentException.class,
        () -> EyeLandmarkAdjustment.adjust(new float[136], 0, Float.NaN, null));
  }
}

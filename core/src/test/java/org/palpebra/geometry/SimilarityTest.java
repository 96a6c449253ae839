package org.palpebra.geometry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.geom.AffineTransform;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import org.junit.jupiter.api.Test;
import org.palpebra.testing.RandomFace;

/** Java's own affine transforms are the oracle. */
class SimilarityTest {
  private static Similarity of(double scale, double angle, double tx, double ty) {
    return new Similarity(scale * Math.cos(angle), scale * Math.sin(angle), tx, ty);
  }

  private static AffineTransform oracle(Similarity s) {
    AffineTransform transform = AffineTransform.getTranslateInstance(s.tx(), s.ty());
    transform.rotate(s.angle());
    transform.scale(s.scale(), s.scale());
    return transform;
  }

  private static float[] apply(AffineTransform transform, float[] points) {
    float[] out = new float[points.length];
    transform.transform(points, 0, out, 0, points.length / 2);
    return out;
  }

  @Property(tries = 50, seed = "1")
  void agreesWithAffineTransforms(
      @ForAll @FloatRange(min = 0.1f, max = 10) float scale,
      @ForAll @FloatRange(min = -3, max = 3) float angle,
      @ForAll @FloatRange(min = -500, max = 500) float shift)
      throws Exception {
    Similarity first = of(scale, angle, shift, -2 * shift);
    Similarity second = of(1 / scale, 2 * angle, 3, shift);
    float[] points = RandomFace.floats(new Random(1), 20, 100);
    assertArrayEquals(apply(oracle(first), points), first.apply(points), 1e-2f);
    AffineTransform both = oracle(second);
    both.concatenate(oracle(first));
    assertArrayEquals(apply(both, points), second.after(first).apply(points), 1e-2f);
    assertArrayEquals(
        apply(oracle(first).createInverse(), points), first.inverse().apply(points), 1e-2f);
  }

  @Property(tries = 50, seed = "2")
  void fitFindsTheSimilarityThatWasApplied(
      @ForAll @FloatRange(min = 0.1f, max = 10) float scale,
      @ForAll @FloatRange(min = -3, max = 3) float angle) {
    Similarity applied = of(scale, angle, 40, -7);
    float[] points = RandomFace.floats(new Random(2), 10, 100);
    Similarity found = Similarity.fit(points, applied.apply(points));
    assertEquals(applied.a(), found.a(), 1e-5);
    assertEquals(applied.b(), found.b(), 1e-5);
    assertEquals(40, found.tx(), 1e-3);
    assertEquals(-7, found.ty(), 1e-3);
  }

  @Test
  void nothingNearTheFitIsNearerToNoisyPoints() {
    Random random = new Random(3);
    float[] from = RandomFace.floats(random, 20, 100);
    float[] to = of(0.7, 0.3, 5, 6).apply(from);
    for (int i = 0; i < to.length; i++) {
      to[i] += (float) random.nextGaussian();
    }
    Similarity best = Similarity.fit(from, to);
    double least = distance(best, from, to);
    for (int i = 0; i < 8; i++) {
      double d = i % 2 == 0 ? 1e-3 : -1e-3;
      Similarity other =
          new Similarity(
              best.a() + (i / 2 == 0 ? d : 0),
              best.b() + (i / 2 == 1 ? d : 0),
              best.tx() + (i / 2 == 2 ? 10 * d : 0),
              best.ty() + (i / 2 == 3 ? 10 * d : 0));
      double there = distance(other, from, to);
      assertTrue(there > least, "%s: %s, the fit %s".formatted(other, there, least));
    }
  }

  private static double distance(Similarity s, float[] from, float[] to) {
    double sum = 0;
    for (int i = 0; i < from.length; i += 2) {
      double dx = s.applyX(from[i], from[i + 1]) - to[i];
      double dy = s.applyY(from[i], from[i + 1]) - to[i + 1];
      sum += dx * dx + dy * dy;
    }
    return sum;
  }

  @Test
  void screenPointsKeepTheirDepth() {
    Similarity s = of(2, 0.5, 3, 4);
    float[] screen = {10, 20, 900, -5, 6, 1000};
    float[] moved = s.applyToScreen(screen, null);
    float[] pixels = s.apply(new float[] {10, 20, -5, 6});
    assertArrayEquals(new float[] {pixels[0], pixels[1], 900, pixels[2], pixels[3], 1000}, moved);
    assertSame(screen, s.applyToScreen(screen, screen));
    assertArrayEquals(moved, screen);
    assertThrows(IllegalArgumentException.class, () -> s.applyToScreen(new float[4], null));
  }

  @Test
  void refusesPointsThatDoNotPair() {
    assertThrows(IllegalArgumentException.class, () -> Similarity.fit(new float[4], new float[6]));
  }
}

package org.palpebra.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.palpebra.parallel.Workers;
import org.palpebra.testing.TinyFace;

class AssemblyTest {
  private static final MorphableModel MODEL = TinyFace.model();
  private static final Assembly COMPACT = Assembly.compact(MODEL, Workers.CALLER);
  private static final Rounding ROUNDING = new Rounding(MODEL);
  private static final CoefficientLayout LAYOUT = MODEL.layout(9);

  @Test
  void facesAreTheModelsWithinTheBound() {
    for (int seed = 0; seed < 50; seed++) {
      Coefficients c = random(seed);
      assertWithin(ROUNDING.shapeError(c), MODEL.shape(c, null), COMPACT.shape(c, null));
      assertWithin(ROUNDING.albedoError(c), MODEL.albedo(c, null), COMPACT.albedo(c, null));
      assertTrue(ROUNDING.shapeError(c) < 0.02, "a bound of use: " + ROUNDING.shapeError(c));
    }
  }

  @Test
  void batchesAreTheSameToTheBit() {
    float[] both = new float[2 * LAYOUT.size()];
    for (int f = 0; f < 2; f++) {
      System.arraycopy(random(f).values(), 0, both, f * LAYOUT.size(), LAYOUT.size());
    }
    float[] shapes = COMPACT.shapes(both, 2, LAYOUT, null);
    float[] albedos = COMPACT.albedos(both, 2, LAYOUT, null);
    int n = shapes.length / 2;
    for (int f = 0; f < 2; f++) {
      assertArrayEquals(
          COMPACT.shape(random(f), null), Arrays.copyOfRange(shapes, f * n, (f + 1) * n));
      assertArrayEquals(
          COMPACT.albedo(random(f), null), Arrays.copyOfRange(albedos, f * n, (f + 1) * n));
    }
  }

  @Test
  void threadsAndPartsMakeTheSameFace() {
    for (Workers workers : new Workers[] {Workers.CALLER, Workers.of(3)}) {
      Coefficients c = random(5);
      Assembly assembly = Assembly.of(MODEL, workers);
      assertArrayEquals(MODEL.shape(c, null), assembly.shape(c, null));
      assertArrayEquals(MODEL.albedo(c, null), assembly.albedo(c, null));
      float[] shape = new float[3 * MODEL.vertexCount()];
      float[] albedo = new float[shape.length];
      int cut = MODEL.vertexCount() / 3;
      assembly.shape(c, 0, cut, shape);
      assembly.albedo(c, 0, cut, albedo);
      assertArrayEquals(
          new float[shape.length - 3 * cut], Arrays.copyOfRange(shape, 3 * cut, shape.length));
      assembly.shape(c, cut, MODEL.vertexCount(), shape);
      assembly.albedo(c, cut, MODEL.vertexCount(), albedo);
      assertArrayEquals(MODEL.shape(c, null), shape);
      assertArrayEquals(MODEL.albedo(c, null), albedo);
    }
  }

  @Test
  void wrongSizesAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> COMPACT.shapes(new float[LAYOUT.size() + 1], 1, LAYOUT, null));
    assertThrows(IllegalArgumentException.class, () -> COMPACT.shape(random(0), new float[5]));
    CoefficientLayout fewer = new CoefficientLayout(1, 1, 1, 9);
    Coefficients others = new Coefficients(fewer, new float[fewer.size()]);
    assertThrows(IllegalArgumentException.class, () -> ROUNDING.shapeError(others));
    assertThrows(IllegalArgumentException.class, () -> ROUNDING.albedoError(others));
  }

  private static Coefficients random(long seed) {
    Random random = new Random(seed);
    float[] values = new float[LAYOUT.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new Coefficients(LAYOUT, values);
  }

  private static void assertWithin(double bound, float[] expected, float[] got) {
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      worst = Math.max(worst, Math.abs(expected[i] - got[i]));
    }
    assertTrue(worst <= bound + 1e-4, "off by %s, allowed %s".formatted(worst, bound));
  }
}

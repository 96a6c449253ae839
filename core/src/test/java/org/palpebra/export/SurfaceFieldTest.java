package org.palpebra.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.palpebra.model.MorphableModel;
import org.palpebra.testing.TinyFace;

class SurfaceFieldTest {
  private static final int SIZE = 128;
  private static final MorphableModel MODEL = EyedFace.MODEL;
  private static final UvMap MAP = new UvMap(MODEL, SIZE);
  private static final SurfaceField FIELD = new SurfaceField(MODEL, MAP, new MirrorMap(MODEL, MAP));

  private static float[] trust(boolean right, boolean left) {
    float[] trust = new float[SIZE * SIZE];
    for (int i = 0; i < trust.length; i++) {
      boolean onRight = i % SIZE < SIZE / 2;
      trust[i] = MAP.covers(i) && MAP.part(i) == 0 && (onRight ? right : left) ? 1 : 0;
    }
    return trust;
  }

  private static int texelOf(int vertex) {
    float[] uv = MODEL.topology().uv();
    int x = Math.min(SIZE - 1, (int) (SIZE * uv[2 * vertex]));
    int y = Math.min(SIZE - 1, (int) (SIZE * uv[2 * vertex + 1]));
    return y * SIZE + x;
  }

  @Test
  void aConstantIsCarriedEverywhereOnThePieceAndNowhereElse() {
    float[] values = new float[3 * SIZE * SIZE];
    Arrays.fill(values, 0.25f);
    float[] out = FIELD.spread(values, trust(true, false), null);
    for (int i = 0; i < SIZE * SIZE; i++) {
      float expected = MAP.covers(i) && MAP.part(i) == 0 ? 0.25f : 0;
      assertEquals(expected, out[3 * i], 2e-3f, "at " + i);
    }
  }

  @Test
  void nothingKnownIsNothing() {
    float[] out = FIELD.spread(new float[3 * SIZE * SIZE], new float[SIZE * SIZE], null);
    for (float value : out) {
      assertEquals(0, value);
    }
  }

  @Test
  void betweenTwoKnownSidesItIsMonotonic() {
    float[] values = new float[3 * SIZE * SIZE];
    float[] trust = trust(true, true);
    for (int i = 0; i < trust.length; i++) {
      int column = i % SIZE;
      values[3 * i] = column < SIZE / 2 ? 0 : 1;
      trust[i] = column < SIZE / 4 || column > 3 * SIZE / 4 ? trust[i] : 0;
    }
    float[] out = FIELD.spread(values, trust, null);
    int row = 11 * TinyFace.COLUMNS;
    for (int column = 1; column < TinyFace.COLUMNS; column++) {
      float before = out[3 * texelOf(row + column - 1)];
      float here = out[3 * texelOf(row + column)];
      assertTrue(here > before - 1e-3f, "%s then %s at %d".formatted(before, here, column));
    }
    assertEquals(0, out[3 * texelOf(row)], 0.1f);
    assertEquals(1, out[3 * texelOf(row + TinyFace.COLUMNS - 1)], 0.1f);
  }

  @Test
  void theTexturesSeamCutsNothing() {
    // along the left globe's equator from one end of its island to the other
    float[] values = new float[3 * SIZE * SIZE];
    float[] trust = new float[SIZE * SIZE];
    int globe = MAP.parts().size() - 2;
    int[] box = MAP.bounds(globe);
    int width = box[2] - box[0];
    for (int i = 0; i < trust.length; i++) {
      double along = (i % SIZE - box[0]) / (double) width;
      values[3 * i] = (float) along;
      trust[i] = MAP.covers(i) && MAP.part(i) == globe && along > 0.2 && along < 0.8 ? 1 : 0;
    }
    float[] out = FIELD.perVertex(values, trust, null);
    for (int p = 1; p < EyedFace.PARALLELS; p++) {
      int first = EyedFace.firstVertex(true) + p * (EyedFace.MERIDIANS + 1);
      assertEquals(0.5f, out[3 * first], 0.1f, "between both ends at " + p);
      assertEquals(out[3 * first], out[3 * (first + EyedFace.MERIDIANS)], "at " + p);
    }
  }
}

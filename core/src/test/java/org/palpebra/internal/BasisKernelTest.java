package org.palpebra.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.palpebra.MeshKernels;
import org.palpebra.parallel.Workers;

/** All kernels beside sums in double precision. */
class BasisKernelTest {
  /** Rounding of one product and one sum, as a share of the sum of absolute values. */
  private static final double ROUNDING = 1.2e-7;

  @Test
  void theTestsRunBothKinds() {
    List<BasisKernel> kernels = Kernels.available();
    assertEquals(2, kernels.size(), "run with --add-modules jdk.incubator.vector");
    assertEquals("plain Java", kernels.get(0).toString());
    assertTrue(kernels.get(1).toString().startsWith("Vector API"), kernels.get(1).toString());
    assertEquals(kernels.get(1).toString(), MeshKernels.description());
  }

  @Property(tries = 60)
  void sumsAreThoseOfDoubles(
      @ForAll @IntRange(min = 1, max = 2500) int rows,
      @ForAll @IntRange(max = 21) int columns,
      @ForAll @IntRange(min = 1, max = 19) int count,
      @ForAll @IntRange(max = 5) int gap,
      @ForAll long seed) {
    Case c = new Case(rows, columns, count, gap, seed);
    for (BasisKernel kernel : Kernels.available()) {
      float[] out = c.start.clone();
      kernel.accumulate(c.floats, rows, columns, c.combinations(), out, 0, rows);
      c.check(kernel + " of floats", out, c.floats);
      out = c.start.clone();
      kernel.accumulate(c.shorts, c.scales, rows, c.combinations(), out, 0, rows);
      c.check(kernel + " of shorts", out, c.widened());
    }
  }

  @Property(tries = 20)
  void eachNumberIsItsOwnToTheBit(
      @ForAll @IntRange(min = 1, max = 40_000) int rows,
      @ForAll @IntRange(min = 1, max = 21) int columns,
      @ForAll @IntRange(min = 1, max = 9) int count,
      @ForAll long seed) {
    checkEachAlone(rows, columns, count, seed);
  }

  @Test
  void soItIsOfMoreVectorsThanAreDoneTogether() {
    checkEachAlone(2100, 13, 71, 5);
  }

  private static void checkEachAlone(int rows, int columns, int count, long seed) {
    Case c = new Case(rows, columns, count, 0, seed);
    for (BasisKernel kernel : Kernels.available()) {
      float[] together = c.start.clone();
      kernel.accumulate(c.floats, rows, columns, c.combinations(), together, 0, rows);
      float[] shortsTogether = c.start.clone();
      kernel.accumulate(c.shorts, c.scales, rows, c.combinations(), shortsTogether, 0, rows);
      for (int f = 0; f < count; f++) {
        Combinations one = new Combinations(c.weights, f * columns, columns, 1);
        float[] alone = Arrays.copyOfRange(c.start, f * rows, (f + 1) * rows);
        addInParts(
            seed,
            rows,
            (from, to) -> kernel.accumulate(c.floats, rows, columns, one, alone, from, to));
        assertArrayEquals(Arrays.copyOfRange(together, f * rows, (f + 1) * rows), alone);
        float[] shortsAlone = Arrays.copyOfRange(c.start, f * rows, (f + 1) * rows);
        addInParts(
            seed,
            rows,
            (from, to) -> kernel.accumulate(c.shorts, c.scales, rows, one, shortsAlone, from, to));
        assertArrayEquals(
            Arrays.copyOfRange(shortsTogether, f * rows, (f + 1) * rows), shortsAlone);
      }
    }
  }

  private static void addInParts(long seed, int rows, Workers.Part part) {
    int cut = new Random(seed).nextInt(rows + 1);
    part.run(0, cut);
    part.run(cut, rows);
  }

  private static final class Case {
    final int rows;
    final int columns;
    final int count;
    final int gap;
    final float[] floats;
    final short[] shorts;
    final float[] scales;
    final float[] weights;
    final float[] start;

    Case(int rows, int columns, int count, int gap, long seed) {
      this.rows = rows;
      this.columns = columns;
      this.count = count;
      this.gap = gap;
      Random random = new Random(seed);
      floats = new float[rows * columns];
      shorts = new short[rows * columns];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) random.nextGaussian();
        shorts[i] = (short) random.nextInt();
      }
      scales = new float[columns];
      for (int k = 0; k < columns; k++) {
        scales[k] = 1e-3f * (1 + random.nextFloat());
      }
      weights = new float[gap + count * (columns + gap)];
      for (int i = 0; i < weights.length; i++) {
        // whole groups of zeros, too
        weights[i] = random.nextInt(3) == 0 || i < 9 ? 0 : (float) random.nextGaussian();
      }
      start = new float[rows * count];
      for (int i = 0; i < start.length; i++) {
        start[i] = (float) random.nextGaussian();
      }
    }

    Combinations combinations() {
      return new Combinations(weights, gap, columns + gap, count);
    }

    float[] widened() {
      float[] wide = new float[shorts.length];
      for (int i = 0; i < wide.length; i++) {
        wide[i] = scales[i / rows] * shorts[i];
      }
      return wide;
    }

    void check(String what, float[] out, float[] data) {
      for (int f = 0; f < count; f++) {
        for (int r = 0; r < rows; r++) {
          double sum = start[f * rows + r];
          double absolute = Math.abs(sum);
          for (int k = 0; k < columns; k++) {
            double term = (double) data[k * rows + r] * weights[gap + f * (columns + gap) + k];
            sum += term;
            absolute += Math.abs(term);
          }
          double allowed = ROUNDING * (columns + 3) * absolute;
          assertEquals(
              sum, out[f * rows + r], allowed, "%s, vector %d, row %d".formatted(what, f, r));
        }
      }
    }
  }
}

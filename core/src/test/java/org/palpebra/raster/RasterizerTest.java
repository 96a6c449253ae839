package org.palpebra.raster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.parallel.Workers;

class RasterizerTest {
  private static final int SIZE = 24;
  private static final int CELLS = 7;

  private final Rasterizer rasterizer = new Rasterizer(SIZE, SIZE);

  /**
   * A grid of triangles over the whole image and beyond whose inner corners are shaken, each still
   * in its own cell. With {@code steps} > 0 corners lie on multiples of 1/steps px, so that many
   * edges run exactly through pixel centres.
   */
  private static float[] shakenGrid(int seed, int steps) {
    Random random = new Random(seed);
    float cell = (SIZE + 4f) / CELLS;
    float[] screen = new float[3 * (CELLS + 1) * (CELLS + 1)];
    for (int v = 0; v < screen.length / 3; v++) {
      int column = v % (CELLS + 1);
      int row = v / (CELLS + 1);
      screen[3 * v] = snap(-2 + cell * (column + shake(random, column)), steps);
      screen[3 * v + 1] = snap(-2 + cell * (row + shake(random, row)), steps);
      screen[3 * v + 2] = 900 + 200 * random.nextFloat();
    }
    return screen;
  }

  private static float shake(Random random, int index) {
    float by = 0.3f * (random.nextFloat() - 0.5f);
    return index == 0 || index == CELLS ? 0 : by;
  }

  private static float snap(float value, int steps) {
    return steps == 0 ? value : Math.round(value * steps) / (float) steps;
  }

  /** Two triangles per cell, the diagonal and both windings by chance. */
  private static int[] triangles(int seed) {
    Random random = new Random(seed);
    int[] triangles = new int[6 * CELLS * CELLS];
    int next = 0;
    for (int row = 0; row < CELLS; row++) {
      for (int column = 0; column < CELLS; column++) {
        int a = row * (CELLS + 1) + column;
        int b = a + 1;
        int c = a + CELLS + 1;
        int d = c + 1;
        int[] two =
            random.nextBoolean() ? new int[] {a, b, c, b, c, d} : new int[] {a, b, d, d, a, c};
        System.arraycopy(two, 0, triangles, next, 6);
        next += 6;
      }
    }
    return triangles;
  }

  @Property(tries = 150, seed = "1")
  void sharedEdgesLeaveNoCrackAndHitNoPixelTwice(
      @ForAll @IntRange(max = 100_000) int seed, @ForAll @IntRange(max = 4) int steps) {
    float[] screen = shakenGrid(seed, steps);
    int[] triangles = triangles(seed);
    int[] hits = new int[SIZE * SIZE];
    FragmentBuffer buffer = FragmentBuffer.of(SIZE, SIZE);
    for (int t = 0; t < triangles.length; t += 3) {
      rasterizer.rasterize(screen, Arrays.copyOfRange(triangles, t, t + 3), buffer);
      for (int p = 0; p < hits.length; p++) {
        hits[p] += buffer.covers(p) ? 1 : 0;
      }
    }
    for (int p = 0; p < hits.length; p++) {
      assertEquals(1, hits[p], "pixel " + p % SIZE + ", " + p / SIZE);
    }
  }

  /** A fan round a corner that lies exactly on a pixel's centre. */
  @Property(tries = 50, seed = "2")
  void aCornerOnACentreBelongsToOneTriangle(
      @ForAll @IntRange(max = 100_000) int seed, @ForAll @IntRange(min = 3, max = 12) int blades) {
    Random random = new Random(seed);
    float[] screen = new float[3 * (blades + 1)];
    Arrays.fill(screen, 12.5f);
    for (int i = 1; i <= blades; i++) {
      double angle = 2 * Math.PI * (i + 0.5 * random.nextDouble()) / blades;
      screen[3 * i] += (float) (8 * Math.cos(angle));
      screen[3 * i + 1] += (float) (8 * Math.sin(angle));
    }
    int hits = 0;
    for (int i = 1; i <= blades; i++) {
      int[] blade = {0, i, i % blades + 1};
      hits += rasterizer.rasterize(screen, blade, null).covers(12 * SIZE + 12) ? 1 : 0;
    }
    assertEquals(1, hits);
  }

  @Property(tries = 100, seed = "3")
  void barycentricsSumToOneAndWeighToThePixelCentre(
      @ForAll @IntRange(max = 100_000) int seed, @ForAll @IntRange(max = 4) int steps) {
    float[] screen = shakenGrid(seed, steps);
    int[] triangles = triangles(seed);
    FragmentBuffer buffer = rasterizer.rasterize(screen, triangles, null);
    for (int p = 0; p < SIZE * SIZE; p++) {
      float[] w = Arrays.copyOfRange(buffer.barycentrics(), 3 * p, 3 * p + 3);
      assertEquals(1, w[0] + w[1] + w[2], 1e-6);
      assertTrue(w[0] > -1e-6 && w[1] > -1e-6 && w[2] > -1e-6);
      int t = 3 * buffer.triangles()[p];
      double x = 0;
      double y = 0;
      for (int k = 0; k < 3; k++) {
        x += (double) w[k] * screen[3 * triangles[t + k]];
        y += (double) w[k] * screen[3 * triangles[t + k] + 1];
      }
      assertEquals(p % SIZE + 0.5, x, 1e-3);
      assertEquals(p / SIZE + 0.5, y, 1e-3);
    }
  }

  /** The half-plane test in exact arithmetic, on corners that are multiples of ¼ px. */
  @Property(tries = 200, seed = "4")
  void coversTheCentresInside(@ForAll @IntRange(max = 100_000) int seed) {
    Random random = new Random(seed);
    float[] screen = new float[9];
    for (int i = 0; i < 9; i++) {
      screen[i] = i % 3 == 2 ? 1000 : (random.nextInt(200) - 50) / 4f;
    }
    FragmentBuffer buffer = rasterizer.rasterize(screen, new int[] {0, 1, 2}, null);
    for (int p = 0; p < SIZE * SIZE; p++) {
      int inside = side(screen, p);
      if (inside != 0) {
        assertEquals(inside > 0, buffer.covers(p), "pixel " + p % SIZE + ", " + p / SIZE);
      }
    }
  }

  /** 1 strictly inside, −1 strictly outside, 0 on an edge or without area. */
  private static int side(float[] s, int pixel) {
    double x = pixel % SIZE + 0.5;
    double y = pixel / SIZE + 0.5;
    double[] e = new double[3];
    for (int k = 0; k < 3; k++) {
      int a = 3 * k;
      int b = 3 * ((k + 1) % 3);
      e[k] = (s[b] - s[a]) * (y - s[a + 1]) - (s[b + 1] - s[a + 1]) * (x - s[a]);
    }
    if (e[0] + e[1] + e[2] == 0) {
      return 0;
    }
    double least = Math.min(e[0], Math.min(e[1], e[2]));
    double most = Math.max(e[0], Math.max(e[1], e[2]));
    if (least > 0 || most < 0) {
      return 1;
    }
    return least < 0 && most > 0 ? -1 : 0;
  }

  @Test
  void topAndLeftEdgesAreInRightAndBottomEdgesAreOut() {
    // The square from centre (2, 2) to centre (5, 5), as two triangles.
    float[] screen = {2.5f, 2.5f, 9, 5.5f, 2.5f, 9, 5.5f, 5.5f, 9, 2.5f, 5.5f, 9};
    FragmentBuffer buffer = rasterizer.rasterize(screen, new int[] {0, 1, 2, 0, 2, 3}, null);
    for (int p = 0; p < SIZE * SIZE; p++) {
      int x = p % SIZE;
      int y = p / SIZE;
      assertEquals(x >= 2 && x < 5 && y >= 2 && y < 5, buffer.covers(p), x + ", " + y);
    }
  }

  @Property(tries = 50, seed = "5")
  void windingDoesNotMatter(@ForAll @IntRange(max = 100_000) int seed) {
    float[] screen = shakenGrid(seed, 2);
    int[] triangles = triangles(seed);
    int[] turned = triangles.clone();
    for (int t = 0; t < turned.length; t += 3) {
      turned[t] = triangles[t + 2];
      turned[t + 2] = triangles[t];
    }
    assertArrayEquals(
        rasterizer.rasterize(screen, triangles, null).triangles(),
        rasterizer.rasterize(screen, turned, null).triangles());
  }

  /**
   * A slanted plane before a camera: depth and position by intersecting the pixel's ray with it.
   */
  @Property(tries = 50, seed = "6")
  void depthAndAttributesAreThoseOfThePlane(
      @ForAll @FloatRange(min = -1.2f, max = 1.2f) float slopeX,
      @ForAll @FloatRange(min = -1.2f, max = 1.2f) float slopeY) {
    PerspectiveCamera camera = new PerspectiveCamera(SIZE, 40, 12, 12, 500);
    float[] posed = new float[9];
    float[][] corners = {{-400, -300}, {400, -300}, {0, 400}};
    for (int i = 0; i < 3; i++) {
      posed[3 * i] = corners[i][0];
      posed[3 * i + 1] = corners[i][1];
      posed[3 * i + 2] = 0.3f * (slopeX * corners[i][0] + slopeY * corners[i][1]);
    }
    float[] screen = camera.toScreen(posed, null);
    int[] triangle = {0, 1, 2};
    FragmentBuffer buffer = rasterizer.rasterize(screen, triangle, null);
    float[] positions = buffer.interpolate(screen, triangle, posed, 3, null);
    for (int p = 0; p < SIZE * SIZE; p++) {
      if (!buffer.covers(p)) {
        continue;
      }
      double dx = (p % SIZE + 0.5 - 12) / 40;
      double dy = -(p / SIZE + 0.5 - 12) / 40;
      double depth = 500 / (1 + 0.3 * (slopeX * dx + slopeY * dy));
      assertEquals(depth, buffer.depth()[p], 1e-3 * depth);
      assertEquals(dx * depth, positions[3 * p], 0.5);
      assertEquals(dy * depth, positions[3 * p + 1], 0.5);
      assertEquals(500 - depth, positions[3 * p + 2], 0.5);
    }
  }

  @Test
  void theNearerTriangleStaysAndOfEqualsTheFirst() {
    float[] screen = {
      0, 0, 100, 24, 0, 100, 0, 24, 100, 0, 0, 90, 24, 0, 90, 0, 24, 90, 0, 0, 110, 24, 0, 110, 0,
      24, 110
    };
    int[] all = {0, 1, 2, 3, 4, 5, 6, 7, 8, 3, 4, 5};
    assertEquals(1, rasterizer.rasterize(screen, all, null).triangles()[0]);
    assertEquals(90, rasterizer.rasterize(screen, all, null).depth()[0], 1e-4);
  }

  @Test
  void leavesOutWhatHasNoImage() {
    float[][] bad = {
      {0, 0, 100, 24, 0, 100, 0, 24, -1},
      {0, 0, 100, 24, 0, 100, 0, 24, 0},
      {0, 0, 100, 24, 0, 100, Float.NaN, 24, 5},
      {0, 0, 100, 24, 0, 100, 0, 24, Float.POSITIVE_INFINITY},
      {0, 0, 100, 1e9f, 0, 100, 0, 24, 100},
      {0, 0, 100, 10, 10, 100, 20, 20, 100},
    };
    for (float[] screen : bad) {
      FragmentBuffer buffer = rasterizer.rasterize(screen, new int[] {0, 1, 2}, null);
      for (int p = 0; p < SIZE * SIZE; p++) {
        assertFalse(buffer.covers(p), () -> Arrays.toString(screen));
      }
    }
  }

  @Test
  void reachesTheGuardBandWithoutOverflow() {
    float far = 32_768;
    float[] screen = {-far, -far, 100, far, -far, 100, -far, far, 100, far, far, 100};
    FragmentBuffer buffer = rasterizer.rasterize(screen, new int[] {0, 1, 2, 3, 2, 1}, null);
    for (int p = 0; p < SIZE * SIZE; p++) {
      assertTrue(buffer.covers(p));
      assertEquals(1, buffer.triangles()[p]);
    }
  }

  @Test
  void clearsAndFillsTheGivenBuffer() {
    FragmentBuffer buffer = FragmentBuffer.of(SIZE, SIZE);
    float[] screen = {0, 0, 100, 24, 0, 100, 0, 24, 100};
    assertSame(buffer, rasterizer.rasterize(screen, new int[] {0, 1, 2}, buffer));
    assertTrue(buffer.covers(0));
    rasterizer.rasterize(screen, new int[0], buffer);
    assertFalse(buffer.covers(0));
    assertEquals(Float.POSITIVE_INFINITY, buffer.depth()[0]);
    assertEquals(0, buffer.barycentrics()[0]);
  }

  @Property(tries = 60)
  void coloursAreThoseOfTheFragments(
      @ForAll @IntRange(max = 100_000) int seed, @ForAll @IntRange(max = 4) int steps) {
    float[] screen = shakenGrid(seed, steps);
    int[] triangles = triangles(seed);
    float[] colours = new float[screen.length];
    Random random = new Random(seed + 1);
    for (int i = 0; i < colours.length; i++) {
      colours[i] = random.nextFloat();
    }
    float[] image = new float[3 * SIZE * SIZE];
    Arrays.fill(image, -1);
    FragmentBuffer drawn = rasterizer.draw(screen, triangles, colours, image, null);
    FragmentBuffer expected = rasterizer.rasterize(screen, triangles, null);
    assertSameFragments(expected, drawn);
    float[] interpolated = new float[image.length];
    expected.interpolate(screen, triangles, colours, 3, interpolated);
    assertArrayEquals(interpolated, image, 1e-6f);
  }

  private static void assertSameFragments(FragmentBuffer expected, FragmentBuffer got) {
    assertArrayEquals(expected.triangles(), got.triangles());
    assertArrayEquals(expected.depth(), got.depth());
    assertArrayEquals(expected.barycentrics(), got.barycentrics());
  }

  @Property(tries = 30)
  void severalThreadsDrawTheSame(
      @ForAll @IntRange(max = 100_000) int seed,
      @ForAll @IntRange(min = 2, max = 5) int threads,
      @ForAll @IntRange(min = 1, max = 130) int height) {
    // a soup of so many triangles that they fill several blocks
    Random random = new Random(seed);
    float[] screen = new float[3 * 4000];
    for (int i = 0; i < screen.length; i += 3) {
      screen[i] = 60 * random.nextFloat() - 5;
      screen[i + 1] = (height + 10) * random.nextFloat() - 5;
      screen[i + 2] = random.nextInt(50) == 0 ? -1 : 900 + random.nextInt(200);
    }
    int[] triangles = random.ints(3 * 5001, 0, 4000).toArray();
    float[] one = new float[3 * 50 * height];
    float[] several = new float[one.length];
    FragmentBuffer expected = new Rasterizer(50, height).draw(screen, triangles, screen, one, null);
    FragmentBuffer got =
        new Rasterizer(50, height, Workers.of(threads))
            .draw(screen, triangles, screen, several, null);
    assertSameFragments(expected, got);
    assertArrayEquals(one, several);
  }

  @Test
  void severalThreadsDrawTheTallestPicture() {
    int height = 32_767;
    float[] screen = new float[3 * 3 * 4000];
    for (int t = 0; t < 4000; t++) { // a triangle every eight rows, the last ones below the picture
      float[] corners = {0, 8.3f * t, 100, 3, 8.3f * t + 2, 100, 0, 8.3f * t + 5, 100};
      System.arraycopy(corners, 0, screen, 9 * t, 9);
    }
    int[] triangles = IntStream.range(0, 3 * 4000).toArray();
    FragmentBuffer expected = new Rasterizer(3, height).rasterize(screen, triangles, null);
    FragmentBuffer got =
        new Rasterizer(3, height, Workers.of(3)).rasterize(screen, triangles, null);
    assertSameFragments(expected, got);
    int last = IntStream.range(0, 3 * height).filter(expected::covers).max().orElseThrow();
    assertEquals(height - 1, last / 3, 8);
    assertMessage("1..32767", () -> new Rasterizer(3, height + 1));
  }

  @Test
  void namesBothSizesOfWrongArguments() {
    assertMessage("4", () -> rasterizer.rasterize(new float[4], new int[0], null));
    assertMessage("2", () -> rasterizer.rasterize(new float[9], new int[] {0, 1}, null));
    assertMessage("3", () -> rasterizer.rasterize(new float[9], new int[] {0, 1, 3}, null));
    FragmentBuffer other = FragmentBuffer.of(3, 5);
    assertMessage("3×5", () -> rasterizer.rasterize(new float[9], new int[3], other));
    assertMessage("40000", () -> new Rasterizer(40_000, 1));
    assertMessage("30000×30000", () -> new Rasterizer(30_000, 30_000));
  }

  private static void assertMessage(String part, Runnable call) {
    String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
    assertTrue(message.contains(part), message);
  }
}

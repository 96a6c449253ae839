package org.palpebra.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.palpebra.testing.RandomFace;

class MorphableModelTest {
  private final Random random = new Random(2);

  private Coefficients coefficients(MorphableModel model) {
    CoefficientLayout layout = model.layout(9);
    return new Coefficients(layout, RandomFace.floats(random, layout.size(), 2));
  }

  /** Sizes on both sides of the kernel's block of 1024 rows and of its four columns. */
  @Property(tries = 40, seed = "1")
  void agreesWithTheFormulaInDouble(
      @ForAll @IntRange(min = 1, max = 700) int vertices,
      @ForAll @IntRange(max = 9) int identity,
      @ForAll @IntRange(max = 9) int expression,
      @ForAll @IntRange(max = 9) int albedo) {
    MorphableModel model = RandomFace.model(random, vertices, identity, expression, albedo);
    Coefficients c = coefficients(model);
    double[] shape = doubles(model.meanShape());
    add(shape, model.identity(), c.identity());
    assertClose(shape, model.neutral(c, null));
    add(shape, model.expression(), c.expression());
    assertClose(shape, model.shape(c, null));
    double[] colour = doubles(model.meanAlbedo());
    add(colour, model.albedo(), c.albedo());
    assertClose(colour, model.albedo(c, null));
  }

  @Property(tries = 20, seed = "2")
  void batchEqualsSingleToTheBit(
      @ForAll @IntRange(min = 1, max = 700) int vertices,
      @ForAll @IntRange(max = 6) int columns,
      @ForAll @IntRange(max = 5) int count) {
    MorphableModel model = RandomFace.model(random, vertices, columns, columns + 1, columns);
    CoefficientLayout layout = model.layout(27);
    float[] batch = RandomFace.floats(random, count * layout.size(), 2);
    float[] shapes = model.shapes(batch, count, layout, null);
    float[] albedos = model.albedos(batch, count, layout, null);
    for (int f = 0; f < count; f++) {
      int size = layout.size();
      Coefficients c =
          new Coefficients(layout, Arrays.copyOfRange(batch, f * size, (f + 1) * size));
      int rows = 3 * vertices;
      assertArrayEquals(model.shape(c, null), Arrays.copyOfRange(shapes, f * rows, (f + 1) * rows));
      assertArrayEquals(
          model.albedo(c, null), Arrays.copyOfRange(albedos, f * rows, (f + 1) * rows));
    }
  }

  @Test
  void neutralIsTheShapeWithoutExpression() {
    MorphableModel model = RandomFace.model(random, 50, 5, 3, 2);
    Coefficients c = coefficients(model);
    assertArrayEquals(model.shape(c.withExpression(new float[3]), null), model.neutral(c, null));
  }

  @Test
  void fillsTheGivenOutput() {
    MorphableModel model = RandomFace.model(random, 50, 5, 3, 2);
    Coefficients c = coefficients(model);
    float[] out = RandomFace.floats(random, 150, 9);
    assertSame(out, model.shape(c, out));
    assertArrayEquals(model.shape(c, null), out);
  }

  @Test
  void namesBothSizesOfWrongArguments() {
    MorphableModel model = RandomFace.model(random, 50, 5, 3, 2);
    Coefficients c = coefficients(model);
    assertThrowsNaming("150", "149", () -> model.shape(c, new float[149]));
    CoefficientLayout other = new CoefficientLayout(4, 3, 2, 9);
    Coefficients wrong = new Coefficients(other, new float[other.size()]);
    assertThrowsNaming("5 identity", "identity=4", () -> model.shape(wrong, null));
    assertThrowsNaming(
        "50", "49", () -> model.shapes(new float[49], 2, new CoefficientLayout(5, 3, 2, 9), null));
  }

  @Test
  void refusesVerticesOutsideTheMesh() {
    MorphableModel m = RandomFace.model(random, 50, 1, 1, 1);
    int[] vertices = m.landmarks().vertices().clone();
    vertices[60] = 50;
    assertThrowsNaming("landmarks", "50", () -> m.withLandmarks(LandmarkScheme.fixed(vertices)));
  }

  private static void assertThrowsNaming(String first, String second, Runnable call) {
    String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
    assertTrue(message.contains(first) && message.contains(second), message);
  }

  private static double[] doubles(float[] values) {
    double[] copy = new double[values.length];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = values[i];
    }
    return copy;
  }

  private static void add(double[] sum, LinearBasis basis, float[] weights) {
    for (int k = 0; k < basis.columns(); k++) {
      for (int r = 0; r < sum.length; r++) {
        sum[r] += (double) weights[k] * basis.data()[k * basis.rows() + r];
      }
    }
  }

  private static void assertClose(double[] expected, float[] actual) {
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], 1e-4);
    }
  }
}

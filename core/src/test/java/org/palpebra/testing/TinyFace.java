package org.palpebra.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.model.LandmarkScheme;
import org.palpebra.model.Lid;
import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.Topology;

/**
 * A morphable face small enough to reason about: a curved mask of {@value #COLUMNS}×{@value #ROWS}
 * vertices, and behind it one vertex per landmark and six lid pairs per eye.
 *
 * <p>Identity: {@code width}, {@code eyeSize} (+20 % lid gap), {@code length}. Expression: {@link
 * #EXPRESSIONS}; {@code eyeBlink…} = 1 closes the mean face's lids exactly. Albedo: {@code tone},
 * {@code red}.
 */
public final class TinyFace {
  public static final int COLUMNS = 17;
  public static final int ROWS = 21;
  public static final List<String> EXPRESSIONS =
      List.of(
          "eyeBlinkLeft",
          "eyeBlinkRight",
          "eyeWideLeft",
          "eyeWideRight",
          "eyeSquintLeft",
          "eyeSquintRight",
          "jawOpen",
          "eyeLookDownLeft");

  private static final int GRID = COLUMNS * ROWS;
  private static final int LIDS = 6;
  private static final int VERTICES = GRID + 68 + 4 * LIDS;

  /** x and y of landmarks 0–8, 17–21, 27–33, 36–41, 48–51, 57–62, 66 and 67 in millimetres. */
  private static final float[][] RIGHT_HALF = {
    {-72, 33},
    {-71, 13},
    {-69, -7},
    {-64, -27},
    {-56, -44},
    {-44, -57},
    {-30, -66},
    {-15, -72},
    {0, -74}, // 8
    {-58, 51},
    {-49, 57},
    {-38, 58},
    {-27, 56},
    {-16, 52}, // 17–21
    {0, 37},
    {0, 25},
    {0, 12},
    {0, 0}, // 27–30
    {-12, -9},
    {-6, -11},
    {0, -12}, // 31–33
    {-45, 37},
    {-37, 42},
    {-26, 42},
    {-17, 36},
    {-26, 33},
    {-37, 33}, // 36–41
    {-25, -36},
    {-16, -32},
    {-6, -30},
    {0, -31}, // 48–51
    {0, -44},
    {-7, -43},
    {-17, -41}, // 57, 58, 59
    {-21, -36},
    {-7, -35},
    {0, -35}, // 60, 61, 62
    {0, -37},
    {-7, -37}, // 66, 67
  };

  private static final int[] RIGHT_IDS = {
    0, 1, 2, 3, 4, 5, 6, 7, 8, 17, 18, 19, 20, 21, 27, 28, 29, 30, 31, 32, 33, 36, 37, 38, 39, 40,
    41, 48, 49, 50, 51, 57, 58, 59, 60, 61, 62, 66, 67
  };

  private static final int[] MIRROR_IDS = {
    16, 15, 14, 13, 12, 11, 10, 9, 8, 26, 25, 24, 23, 22, 27, 28, 29, 30, 35, 34, 33, 45, 44, 43,
    42, 47, 46, 54, 53, 52, 51, 57, 56, 55, 64, 63, 62, 66, 65
  };

  private static final MorphableModel MODEL = build(true);
  private static final MorphableModel GENERAL = build(false);

  private TinyFace() {}

  public static MorphableModel model() {
    return MODEL;
  }

  /** The same face as a model that does not know which expression closes an eye. */
  public static MorphableModel withoutBlinkExpressions() {
    return GENERAL;
  }

  /** The same face with jaw lines that slide over its mask. */
  public static MorphableModel sliding() {
    int[] fixed = MODEL.landmarks().vertices();
    int[][] contours = new int[LandmarkScheme.CONTOUR][];
    for (int i = 0; i < contours.length; i++) {
      contours[i] = new int[] {fixed[i], (i * 53) % 300, (i * 31 + 7) % 300, (i * 17 + 3) % 300};
    }
    contours[3] = new int[] {fixed[3]};
    return MODEL.withLandmarks(new LandmarkScheme(fixed, contours));
  }

  public static CoefficientLayout layout() {
    return MODEL.layout(9);
  }

  /** Neutral mean face, frontal, in the middle of the crop, lit from everywhere. */
  public static Coefficients neutral() {
    float[] values = new float[layout().size()];
    return new Coefficients(layout(), values);
  }

  /** A copy with one expression coefficient changed. */
  public static Coefficients with(Coefficients c, String expression, float value) {
    float[] beta = c.expression();
    beta[EXPRESSIONS.indexOf(expression)] = value;
    return c.withExpression(beta);
  }

  private static MorphableModel build(boolean blinks) {
    float[] mean = mean();
    float[] albedo = new float[3 * VERTICES];
    for (int v = 0; v < VERTICES; v++) {
      albedo[3 * v] = 0.75f;
      albedo[3 * v + 1] = 0.55f;
      albedo[3 * v + 2] = 0.45f;
    }
    return new MorphableModel(
        "tiny",
        new Topology(VERTICES, triangles(), uv(), new byte[VERTICES], List.of("skin")),
        mean,
        identity(mean),
        expression(mean),
        albedo,
        albedoBasis(),
        LandmarkScheme.fixed(landmarkVertices()),
        lid(false, blinks ? 0 : -1),
        lid(true, blinks ? 1 : -1),
        "Apache-2.0",
        Map.of());
  }

  private static int[] landmarkVertices() {
    int[] ids = new int[68];
    Arrays.setAll(ids, i -> GRID + i);
    return ids;
  }

  private static int lidStart(boolean right) {
    return GRID + 68 + (right ? 0 : 2 * LIDS);
  }

  private static Lid lid(boolean right, int blink) {
    int[] upper = new int[LIDS];
    int[] lower = new int[LIDS];
    Arrays.setAll(upper, i -> lidStart(right) + i);
    Arrays.setAll(lower, i -> lidStart(right) + LIDS + i);
    return new Lid(upper, lower, blink, new float[0], 0);
  }

  private static float depth(float x, float y) {
    return 30 - 60 * (x * x) / (85 * 85) - 25 * (y * y) / (100 * 100);
  }

  private static float[] mean() {
    float[] mean = new float[3 * VERTICES];
    for (int v = 0; v < GRID; v++) {
      int row = v / COLUMNS;
      int column = v % COLUMNS;
      put(mean, v, -80 + 160f * column / (COLUMNS - 1), 95 - 190f * row / (ROWS - 1));
    }
    for (int i = 0; i < RIGHT_IDS.length; i++) {
      put(mean, GRID + RIGHT_IDS[i], RIGHT_HALF[i][0], RIGHT_HALF[i][1]);
      put(mean, GRID + MIRROR_IDS[i], -RIGHT_HALF[i][0], RIGHT_HALF[i][1]);
    }
    for (int i = 0; i < LIDS; i++) {
      float t = (i + 1f) / (LIDS + 1);
      float x = 17 + 28 * t;
      float arch = 4 * t * (1 - t);
      put(mean, lidStart(false) + i, x, 36.5f + 6 * arch);
      put(mean, lidStart(false) + LIDS + i, x, 36.5f - 4 * arch);
      put(mean, lidStart(true) + i, -x, 36.5f + 6 * arch);
      put(mean, lidStart(true) + LIDS + i, -x, 36.5f - 4 * arch);
    }
    return mean;
  }

  private static void put(float[] mean, int vertex, float x, float y) {
    mean[3 * vertex] = x;
    mean[3 * vertex + 1] = y;
    mean[3 * vertex + 2] = depth(x, y);
  }

  private static int[] triangles() {
    List<Integer> t = new ArrayList<>();
    for (int row = 0; row + 1 < ROWS; row++) {
      for (int column = 0; column + 1 < COLUMNS; column++) {
        int v = row * COLUMNS + column;
        t.addAll(List.of(v, v + COLUMNS, v + 1, v + 1, v + COLUMNS, v + COLUMNS + 1));
      }
    }
    return t.stream().mapToInt(Integer::intValue).toArray();
  }

  private static float[] uv() {
    float[] mean = mean();
    float[] uv = new float[2 * VERTICES];
    for (int v = 0; v < VERTICES; v++) {
      uv[2 * v] = (mean[3 * v] + 80) / 160;
      uv[2 * v + 1] = (95 - mean[3 * v + 1]) / 190;
    }
    return uv;
  }

  private static LinearBasis identity(float[] mean) {
    float[][] columns = new float[3][3 * VERTICES];
    for (int v = 0; v < VERTICES; v++) {
      columns[0][3 * v] = 0.05f * mean[3 * v];
      columns[2][3 * v + 1] = 0.05f * mean[3 * v + 1];
    }
    for (int[] pair : lidPairs()) {
      columns[1][3 * pair[0] + 1] = 0.2f * (mean[3 * pair[0] + 1] - mean[3 * pair[1] + 1]);
    }
    return basis(List.of("width", "eyeSize", "length"), columns);
  }

  private static LinearBasis expression(float[] mean) {
    float[][] columns = new float[EXPRESSIONS.size()][3 * VERTICES];
    for (int[] pair : lidPairs()) {
      boolean right = mean[3 * pair[0]] < 0;
      for (int axis = 0; axis < 3; axis++) {
        float close = mean[3 * pair[1] + axis] - mean[3 * pair[0] + axis];
        columns[right ? 1 : 0][3 * pair[0] + axis] = close;
        columns[right ? 3 : 2][3 * pair[0] + axis] = -0.35f * close;
        columns[right ? 5 : 4][3 * pair[1] + axis] = -0.3f * close;
      }
      if (!right) {
        columns[7][3 * pair[0] + 1] = -2;
      }
    }
    for (int v = 0; v < VERTICES; v++) {
      columns[6][3 * v + 1] = Math.min(0, mean[3 * v + 1] + 30) * 0.4f;
      // squinting also lifts the cheek a little
      columns[4][3 * v + 2] += mean[3 * v] > 0 && mean[3 * v + 1] < 20 ? 0.05f : 0;
      columns[5][3 * v + 2] += mean[3 * v] < 0 && mean[3 * v + 1] < 20 ? 0.05f : 0;
    }
    return basis(EXPRESSIONS, columns);
  }

  private static List<int[]> lidPairs() {
    List<int[]> pairs = new ArrayList<>();
    for (boolean right : new boolean[] {true, false}) {
      for (int i = 0; i < LIDS; i++) {
        pairs.add(new int[] {lidStart(right) + i, lidStart(right) + LIDS + i});
      }
    }
    for (int[] pair : new int[][] {{37, 41}, {38, 40}, {43, 47}, {44, 46}}) {
      pairs.add(new int[] {GRID + pair[0], GRID + pair[1]});
    }
    return pairs;
  }

  private static LinearBasis albedoBasis() {
    float[][] columns = new float[2][3 * VERTICES];
    Arrays.fill(columns[0], 0.05f);
    for (int v = 0; v < VERTICES; v++) {
      columns[1][3 * v] = 0.05f;
    }
    return basis(List.of("tone", "red"), columns);
  }

  private static LinearBasis basis(List<String> names, float[][] columns) {
    int rows = 3 * VERTICES;
    float[] data = new float[rows * columns.length];
    for (int k = 0; k < columns.length; k++) {
      System.arraycopy(columns[k], 0, data, k * rows, rows);
    }
    float[] sigma = new float[columns.length];
    Arrays.fill(sigma, 1);
    return new LinearBasis(rows, data, sigma, names);
  }
}

package org.palpebra.export;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.palpebra.model.Coefficients;
import org.palpebra.model.Lid;
import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.Topology;
import org.palpebra.testing.TinyFace;

/**
 * {@link TinyFace} with two eyeballs, globes whose texture coordinates have a seam; looking down
 * turns the left one a little. The third expression's name is none of ARKit's.
 */
final class EyedFace {
  static final int MERIDIANS = 12;
  static final int PARALLELS = 8;
  static final int GLOBE = (MERIDIANS + 1) * (PARALLELS + 1);
  static final float RADIUS = 12;
  static final float[] LEFT = {31, 36, 2};
  static final MorphableModel MODEL = build();

  private EyedFace() {}

  static Coefficients neutral() {
    return new Coefficients(MODEL.layout(9), new float[MODEL.layout(9).size()]);
  }

  static Coefficients with(String expression, float value) {
    float[] beta = new float[MODEL.expression().columns()];
    beta[MODEL.expression().indexOf(expression)] = value;
    return neutral().withExpression(beta);
  }

  static int firstVertex(boolean left) {
    return TinyFace.model().vertexCount() + (left ? 0 : GLOBE);
  }

  private static MorphableModel build() {
    MorphableModel tiny = TinyFace.model();
    int vertexCount = tiny.vertexCount() + 2 * GLOBE;
    float[] mean = Arrays.copyOf(tiny.meanShape(), 3 * vertexCount);
    float[] uv = Arrays.copyOf(tiny.topology().uv(), 2 * vertexCount);
    for (int i = 0; i < 2 * tiny.vertexCount(); i += 2) {
      uv[i + 1] *= 0.7f;
    }
    float[] albedo = Arrays.copyOf(tiny.meanAlbedo(), 3 * vertexCount);
    Arrays.fill(albedo, 3 * tiny.vertexCount(), 3 * vertexCount, 0.9f);
    byte[] regions = new byte[vertexCount];
    List<Integer> triangles =
        new ArrayList<>(Arrays.stream(tiny.topology().triangles()).boxed().toList());
    for (boolean left : new boolean[] {true, false}) {
      addGlobe(left, mean, uv, regions, triangles);
    }
    List<String> names = new ArrayList<>(tiny.expression().names());
    names.set(2, "raiseTheLeftLid");
    return new MorphableModel(
        "eyed",
        new Topology(
            vertexCount,
            triangles.stream().mapToInt(Integer::intValue).toArray(),
            uv,
            regions,
            List.of("skin", "leftEyeball", "rightEyeball")),
        mean,
        padded(tiny.identity(), vertexCount, tiny.identity().names()),
        lookingDown(padded(tiny.expression(), vertexCount, names)),
        albedo,
        padded(tiny.albedo(), vertexCount, tiny.albedo().names()),
        tiny.landmarks(),
        onEyeball(tiny.leftLid(), LEFT),
        onEyeball(tiny.rightLid(), new float[] {-LEFT[0], LEFT[1], LEFT[2]}),
        "Apache-2.0",
        Map.of("source", "made for tests"));
  }

  /** The mask is so far in front of the globes that the lids' sphere has to be a little larger. */
  private static Lid onEyeball(Lid lid, float[] center) {
    return new Lid(lid.upper(), lid.lower(), lid.blinkExpression(), center, RADIUS + 2);
  }

  private static void addGlobe(
      boolean left, float[] mean, float[] uv, byte[] regions, List<Integer> triangles) {
    int first = firstVertex(left);
    for (int p = 0; p <= PARALLELS; p++) {
      for (int m = 0; m <= MERIDIANS; m++) {
        int v = first + p * (MERIDIANS + 1) + m;
        double latitude = Math.PI * p / PARALLELS;
        // the last meridian is the first again, at another texture coordinate
        double longitude = 2 * Math.PI * (m % MERIDIANS) / MERIDIANS;
        mean[3 * v] =
            (left ? 1 : -1) * LEFT[0] + (float) (RADIUS * Math.sin(latitude) * Math.sin(longitude));
        mean[3 * v + 1] = LEFT[1] + (float) (RADIUS * Math.cos(latitude));
        mean[3 * v + 2] = LEFT[2] + (float) (RADIUS * Math.sin(latitude) * Math.cos(longitude));
        uv[2 * v] = (left ? 0.55f : 0.05f) + 0.4f * m / MERIDIANS;
        uv[2 * v + 1] = 0.75f + 0.2f * p / PARALLELS;
        regions[v] = (byte) (left ? 1 : 2);
        if (m < MERIDIANS && p < PARALLELS) {
          addCell(v, p, triangles);
        }
      }
    }
  }

  /** Two triangles, or one at a pole. */
  private static void addCell(int v, int parallel, List<Integer> triangles) {
    int below = v + MERIDIANS + 1;
    if (parallel > 0) {
      triangles.addAll(List.of(v, below, v + 1));
    }
    if (parallel < PARALLELS - 1) {
      triangles.addAll(List.of(v + 1, below, below + 1));
    }
  }

  private static LinearBasis padded(LinearBasis basis, int vertexCount, List<String> names) {
    float[] data = new float[3 * vertexCount * basis.columns()];
    for (int k = 0; k < basis.columns(); k++) {
      System.arraycopy(basis.data(), k * basis.rows(), data, k * 3 * vertexCount, basis.rows());
    }
    return new LinearBasis(3 * vertexCount, data, basis.standardDeviations(), names);
  }

  private static LinearBasis lookingDown(LinearBasis basis) {
    int column = basis.indexOf("eyeLookDownLeft");
    for (int v = firstVertex(true); v < firstVertex(true) + GLOBE; v++) {
      basis.data()[column * basis.rows() + 3 * v + 1] = -0.5f;
    }
    return basis;
  }
}

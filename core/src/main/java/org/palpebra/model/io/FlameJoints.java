package org.palpebra.model.io;

import java.util.Arrays;

/**
 * FLAME's joints, whose rotations move the skin by linear blend skinning with pose-dependent
 * corrections. One joint turns at a time, the others stay.
 */
final class FlameJoints {
  static final int COUNT = 5;
  static final int JAW = 2;
  static final int LEFT_EYE = 3;
  static final int RIGHT_EYE = 4;
  private static final int CORRECTIONS = 9 * (COUNT - 1);

  private final float[] template;
  private final float[] corrections;
  private final float[] positions;
  private final float[] weights;
  private final int[] parents;

  /**
   * @param template millimetres, the shape at rest
   */
  FlameJoints(NpzFields fields, float[] template) {
    this.template = template;
    int vertexCount = template.length / 3;
    weights = fields.floats("weights", 1, vertexCount, COUNT);
    corrections = fields.floats("posedirs", 1000, vertexCount, 3, CORRECTIONS);
    positions = positions(fields.floats("J_regressor", 1, COUNT, vertexCount), template);
    parents = parents(fields);
  }

  private static float[] positions(float[] regressor, float[] template) {
    int vertexCount = template.length / 3;
    float[] positions = new float[3 * COUNT];
    for (int i = 0; i < positions.length; i++) {
      double sum = 0;
      for (int v = 0; v < vertexCount; v++) {
        sum += (double) regressor[i / 3 * vertexCount + v] * template[3 * v + i % 3];
      }
      positions[i] = (float) sum;
    }
    return positions;
  }

  private static int[] parents(NpzFields fields) {
    double[] table = fields.whole("kintree_table", 2, COUNT);
    int[] parents = new int[COUNT];
    parents[0] = -1;
    for (int j = 1; j < COUNT; j++) {
      if (!(table[j] >= 0 && table[j] < j)) {
        throw fields.bad(
            "kintree_table",
            "joint %d hangs on %.0f".formatted(j, table[j]),
            "list parents before their children");
      }
      parents[j] = (int) table[j];
    }
    return parents;
  }

  /** Where a joint is at rest, millimetres. */
  float[] position(int joint) {
    return Arrays.copyOfRange(positions, 3 * joint, 3 * joint + 3);
  }

  /** How much of a vertex follows a joint and those that hang on it. */
  float weight(int vertex, int joint) {
    float sum = 0;
    for (int j = 0; j < COUNT; j++) {
      if (follows(j, joint)) {
        sum += weights[vertex * COUNT + j];
      }
    }
    return sum;
  }

  /**
   * How far each coordinate moves when a joint turns.
   *
   * @param axis 0 for X, 1 for Y
   * @param angle radians, right-handed
   */
  float[] displacement(int joint, int axis, double angle) {
    double[] rotation = rotation(axis, angle);
    float[] moved = new float[template.length];
    double[] p = new double[3];
    for (int v = 0; v < template.length / 3; v++) {
      float w = weight(v, joint);
      for (int k = 0; k < 3; k++) {
        p[k] = template[3 * v + k] + correction(3 * v + k, joint, rotation);
      }
      for (int k = 0; k < 3; k++) {
        double turned = positions[3 * joint + k];
        for (int c = 0; c < 3; c++) {
          turned += rotation[3 * k + c] * (p[c] - positions[3 * joint + c]);
        }
        moved[3 * v + k] = (float) ((1 - w) * p[k] + w * turned - template[3 * v + k]);
      }
    }
    return moved;
  }

  private double correction(int row, int joint, double[] rotation) {
    double sum = 0;
    for (int i = 0; i < 9; i++) {
      double turn = rotation[i] - (i % 4 == 0 ? 1 : 0);
      sum += turn * corrections[row * CORRECTIONS + 9 * (joint - 1) + i];
    }
    return sum;
  }

  private boolean follows(int joint, int leader) {
    for (int j = joint; j >= 0; j = parents[j]) {
      if (j == leader) {
        return true;
      }
    }
    return false;
  }

  private static double[] rotation(int axis, double angle) {
    double c = Math.cos(angle);
    double s = Math.sin(angle);
    return axis == 0
        ? new double[] {1, 0, 0, 0, c, -s, 0, s, c}
        : new double[] {c, 0, s, 0, 1, 0, -s, 0, c};
  }
}

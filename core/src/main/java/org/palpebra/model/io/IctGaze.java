package org.palpebra.model.io;

import org.palpebra.geometry.HeadPose;

/** Turns an eyeball along with the lids of {@code eyeLook…}. */
final class IctGaze {
  private IctGaze() {}

  /**
   * Adds the turning of one eyeball at full weight.
   *
   * @param expression nothing is added unless it is a look of this eye
   * @param eyeball its vertices
   * @param shape xyz interleaved, not modified
   * @param moved displacements of the expression
   */
  static void add(
      String expression,
      boolean left,
      double[] centre,
      IctLayout.Region eyeball,
      double[] shape,
      double[] moved) {
    if (!expression.startsWith("eyeLook") || expression.endsWith("Left") != left) {
      return;
    }
    float[] r = turn(expression, left).rotationMatrix();
    for (int v = eyeball.from(); v < eyeball.to(); v++) {
      for (int i = 0; i < 3; i++) {
        double turned = 0;
        for (int k = 0; k < 3; k++) {
          turned += r[3 * i + k] * (shape[3 * v + k] - centre[k]);
        }
        moved[3 * v + i] += turned - (shape[3 * v + i] - centre[i]);
      }
    }
  }

  private static HeadPose turn(String expression, boolean left) {
    if (expression.startsWith("eyeLookDown")) {
      return about(IctFaceKitReader.DOWN, 0);
    }
    if (expression.startsWith("eyeLookUp")) {
      return about(-IctFaceKitReader.UP, 0);
    }
    boolean out = expression.startsWith("eyeLookOut");
    return about(0, out == left ? IctFaceKitReader.SIDEWAYS : -IctFaceKitReader.SIDEWAYS);
  }

  private static HeadPose about(int x, int y) {
    return new HeadPose((float) Math.toRadians(x), (float) Math.toRadians(y), 0, 0, 0, 0);
  }
}

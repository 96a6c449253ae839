package org.palpebra.model.io;

/**
 * Places the kit's texture tiles, which overlap or lie outside of [0, 1], side by side in one
 * picture: the face takes 3/4 of each side, everything else a cell of 1/4.
 */
final class IctAtlas {
  private static final double CELL = 0.25;
  private static final double FACE = 0.75;

  private IctAtlas() {}

  /**
   * Texture coordinates in [0, 1] with the origin top-left.
   *
   * @param u of the kit: the whole part is the tile's number
   */
  static float[] place(String region, double u, double v) {
    double tile = Math.floor(u);
    double[] cell = cell(region, tile);
    double x = cell[0] + cell[2] * (u - tile);
    double y = cell[1] + cell[3] * (1 - v);
    return new float[] {clamped(x), clamped(y)};
  }

  /** Left, top, width, height. */
  private static double[] cell(String region, double tile) {
    return switch (region) {
      case IctLayout.SKIN, IctLayout.HEAD, IctLayout.MOUTH ->
          tile < 1 ? new double[] {0, 0, FACE, FACE} : quarter(3, 0);
      case IctLayout.LEFT_SOCKET, IctLayout.RIGHT_SOCKET -> quarter(3, 0);
      case IctLayout.GUMS -> quarter(3, 1);
      case IctLayout.TEETH -> quarter(3, 2);
      case IctLayout.LEFT_EYEBALL -> quarter(0, 3);
      case IctLayout.RIGHT_EYEBALL -> quarter(1, 3);
      case IctLayout.LEFT_LASHES, IctLayout.RIGHT_LASHES -> quarter(2, 3);
      case "leftLacrimalFluid" -> small(0, 0);
      case "rightLacrimalFluid" -> small(1, 0);
      case "leftEyeBlend" -> small(0, 1);
      case "rightEyeBlend" -> small(1, 1);
      case "leftEyeOcclusion" -> small(0, 2);
      default -> small(1, 2);
    };
  }

  private static double[] quarter(int column, int row) {
    return new double[] {CELL * column, CELL * row, CELL, CELL};
  }

  private static double[] small(int column, int row) {
    return new double[] {
      FACE + CELL / 2 * column, FACE + CELL / 3 * row, CELL / 2, CELL / 3,
    };
  }

  private static float clamped(double value) {
    return (float) Math.min(Math.max(value, 0), 1);
  }
}

package org.palpebra.training.facemodel;

/** The dark inside of the mouth, behind the inner edge of the lips. */
final class MouthBag {
  private static final double STEP = 7;

  /** How much wider than the lips' inner edge each row is, up and down in mm. */
  private static final double[] OPEN = {2, 4, 4, 1};

  private static final double[] NARROW = {1, 1, 0.95, 0.85};

  private final int[][] rows;
  private final int edge;
  private final int centre;

  MouthBag(FaceTopology topology) {
    rows = topology.mouth();
    edge = rows.length - FaceTopology.BAG_ROWS - 1;
    centre = topology.bagCentre();
  }

  void shape(double[] shape) {
    for (int c = 0; c < FaceTopology.MOUTH_COLUMNS; c++) {
      double[] p = Vec.get(shape, rows[edge][c]);
      double away = StrictMath.cos(2 * Math.PI * c / FaceTopology.MOUTH_COLUMNS);
      for (int k = 0; k < FaceTopology.BAG_ROWS; k++) {
        double[] q = {NARROW[k] * p[0], p[1] + OPEN[k] * away, p[2] - STEP * (k + 1)};
        Vec.set(shape, rows[edge + 1 + k][c], q);
      }
    }
    Vec.set(shape, centre, mean(shape));
  }

  /** The bag goes with the lips' inner edge, less and less towards its bottom. */
  void follow(double[] field) {
    double[] whole = new double[3];
    for (int v : rows[edge]) {
      whole = Vec.add(whole, Vec.scale(Vec.get(field, v), 1.0 / FaceTopology.MOUTH_COLUMNS));
    }
    for (int k = 0; k < FaceTopology.BAG_ROWS; k++) {
      double f = (k + 1.0) / (FaceTopology.BAG_ROWS + 1);
      for (int c = 0; c < FaceTopology.MOUTH_COLUMNS; c++) {
        double[] d = Vec.get(field, rows[edge][c]);
        Vec.set(field, rows[edge + 1 + k][c], Vec.mix(d, whole, f * f));
      }
    }
    Vec.set(field, centre, whole);
  }

  private double[] mean(double[] a) {
    double[] out = new double[3];
    for (int v : rows[rows.length - 1]) {
      out = Vec.add(out, Vec.scale(Vec.get(a, v), 1.0 / FaceTopology.MOUTH_COLUMNS));
    }
    return out;
  }
}

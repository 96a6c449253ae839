package org.palpebra.training.facemodel;

import org.palpebra.internal.FaceMasks;
import org.palpebra.training.facemodel.FaceTopology.EyeGrid;

/** Where on the embedded face things are. */
final class AlbedoMasks {
  private final FaceTopology topology;
  private final FaceMasks m;

  private AlbedoMasks(FaceTopology topology) {
    this.topology = topology;
    m = new FaceMasks(topology.vertices());
  }

  /** Masks of the mean face, whose shape is in ICT-FaceKit's frame. */
  static FaceMasks of(FaceTopology topology, double[] shape) {
    AlbedoMasks masks = new AlbedoMasks(topology);
    masks.mouthRows();
    masks.eye(topology.leftEye());
    masks.eye(topology.rightEye());
    FaceMasks m = masks.m;
    for (int v = 0; v < m.vertices(); v++) {
      boolean ball = m.iris[v] + m.sclera[v] + m.pupil[v] + m.limbus[v] > 0;
      m.skin[v] = ball ? 0 : (1 - m.mouth[v]) * (1 - m.lidRim[v]);
    }
    m.markPlaces(shape);
    return m;
  }

  private void mouthRows() {
    int[][] rows = topology.mouth();
    double[] lip = {0.35, 0.85, 1, 1, 1, 1, 1, 1};
    for (int r = 0; r < rows.length; r++) {
      for (int v : rows[r]) {
        m.lips[v] = r < lip.length ? lip[r] : 1;
        m.mouth[v] = Vec.smoothStep(FaceTopology.LIP_ROWS, FaceTopology.LIP_ROWS + 5.5, r);
      }
    }
    m.lips[topology.bagCentre()] = 1;
    m.mouth[topology.bagCentre()] = 1;
  }

  private void eye(EyeGrid eye) {
    int half = FaceTopology.EYE_COLUMNS / 2;
    for (int c = 0; c < FaceTopology.EYE_COLUMNS; c++) {
      boolean upper = c > 0 && c < half;
      double along = StrictMath.sin(Math.PI * (c % half) / half);
      // Lashes grow from the upper lid's outer two thirds, and few from the lower lid.
      double outwards = upper ? 0.55 + 0.45 * Vec.smoothStep(2, 14, c) : 0.42;
      m.lash[eye.lid()[0][c]] = outwards * Math.min(1, 0.35 + 2 * along);
      m.lash[eye.lid()[1][c]] = upper ? 0.3 * along : 0.06;
      m.lidRim[eye.inner()[0][c]] = 0.75;
      m.shadow[eye.inner()[0][c]] = upper ? 0.25 : 0;
      for (int k = 1; k < FaceTopology.INNER_ROWS; k++) {
        m.lidRim[eye.inner()[k][c]] = 1;
        m.shadow[eye.inner()[k][c]] = 0.4;
      }
      for (int r = 0; r < FaceTopology.LID_ROWS; r++) {
        double f = r / (FaceTopology.LID_ROWS - 1.0);
        m.lidSkin[eye.lid()[r][c]] = upper ? 1 - f * f : 0.45 * (1 - f);
      }
    }
    ball(eye);
  }

  private void ball(EyeGrid eye) {
    m.pupil[eye.pole()] = 1;
    for (int r = 0; r < eye.ball().length; r++) {
      double angle = FaceTopology.BALL_ANGLES[r];
      for (int c = 0; c < eye.ball()[r].length; c++) {
        int v = eye.ball()[r][c];
        double up = StrictMath.sin(2 * Math.PI * c / FaceTopology.BALL_COLUMNS);
        if (angle < 0.15) {
          m.pupil[v] = 1;
        } else if (angle < 0.39) {
          m.iris[v] = 1;
        } else if (angle < 0.43) {
          m.limbus[v] = 1;
        } else {
          m.sclera[v] = 1;
          m.shadow[v] = 0.32 * Vec.smoothStep(0.55, 1.05, angle);
        }
        // The upper lid shades what lies under it.
        m.shadow[v] += 0.35 * Vec.smoothStep(0.2, 0.5, angle * Math.max(0, up));
      }
    }
  }
}

package org.palpebra.model;

/**
 * The frame in which regressors see faces: the origin lies at the height of the tip of the nose, in
 * the middle between the outer corners of the eyes and 10 mm behind them, so that a head that turns
 * stays in the middle of its crop.
 */
public final class CropFrame {
  private static final float BEHIND = 10;

  /** A model that lies no farther off is in place. */
  private static final float TOLERANCE = 0.05f;

  private CropFrame() {}

  /** The same face moved into this frame; the model itself if it is there. */
  public static MorphableModel of(MorphableModel model) {
    int[] landmarks = model.landmarks().vertices();
    float x = (at(model, landmarks[36], 0) + at(model, landmarks[45], 0)) / 2;
    float y = at(model, landmarks[30], 1);
    float z = (at(model, landmarks[36], 2) + at(model, landmarks[45], 2)) / 2 - BEHIND;
    boolean there = Math.abs(x) + Math.abs(y) + Math.abs(z) < TOLERANCE;
    return there ? model : model.moved(-x, -y, -z);
  }

  private static float at(MorphableModel model, int vertex, int axis) {
    return model.meanShape()[3 * vertex + axis];
  }
}

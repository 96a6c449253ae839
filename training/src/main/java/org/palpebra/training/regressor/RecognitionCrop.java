package org.palpebra.training.regressor;

import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.Similarity;
import org.palpebra.model.Landmarks;
import org.palpebra.model.MorphableModel;

/** The picture that a recognition network sees of a face: upright, as ArcFace cuts it. */
final class RecognitionCrop {
  /** Right eye, left eye, nose, corners of the mouth in ArcFace's picture of 112×112 pixels. */
  private static final float[] TEMPLATE = {
    38.2946f, 51.6963f, 73.5318f, 51.5014f, 56.0252f, 71.7366f, 41.5493f, 92.3655f, 70.7299f,
    92.2041f
  };

  private static final double TEMPLATE_SIZE = 112;

  private final int size;
  private final PerspectiveCamera camera;
  private final Similarity toCanonical;

  /**
   * @param size side of the network's picture
   * @param camera of the crops
   */
  RecognitionCrop(MorphableModel model, PerspectiveCamera camera, int size) {
    this.size = size;
    this.camera = camera;
    float[] landmarks = Landmarks.project(model, model.meanShape(), camera);
    float[] points = new float[TEMPLATE.length];
    for (int axis = 0; axis < 2; axis++) {
      for (int i = 0; i < 6; i++) {
        points[axis] += landmarks[2 * (36 + i) + axis] / 6;
        points[2 + axis] += landmarks[2 * (42 + i) + axis] / 6;
      }
      points[4 + axis] = landmarks[2 * 30 + axis];
      points[6 + axis] = landmarks[2 * 48 + axis];
      points[8 + axis] = landmarks[2 * 54 + axis];
    }
    double scale = TEMPLATE_SIZE / size;
    toCanonical = Similarity.fit(TEMPLATE, points).after(new Similarity(scale, 0, 0, 0));
  }

  /**
   * Where the picture lies in a crop.
   *
   * @param canonicalToCrop from pixels of the canonical crop to those of the crop
   * @return {@code float[6]}, rows of the map from (x, y, 1) in the picture, −1 … 1, to the crop's
   *     −1 … 1
   */
  float[] map(Similarity canonicalToCrop) {
    Similarity s = canonicalToCrop.after(toCanonical);
    double half = size / 2.0;
    double scale = 2.0 / camera.size();
    double x = s.applyX(half, half) * scale - 1;
    double y = s.applyY(half, half) * scale - 1;
    double a = s.a() * half * scale;
    double b = s.b() * half * scale;
    return new float[] {(float) a, (float) -b, (float) x, (float) b, (float) a, (float) y};
  }
}

package org.palpebra.fitting;

import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.Coefficients;

/**
 * A face fitted to points on a photo.
 *
 * @param coefficients identity, expression and pose; light and albedo are 0
 * @param camera of the whole photo
 * @param vertices the vertex of the model that stands for each point
 * @param points where these vertices lie on the photo, {@code x0,y0,x1,y1…} in pixels
 * @param errors distance of each point from where it should be, pixels; NaN for points not used
 */
public record LandmarkFit(
    Coefficients coefficients,
    PerspectiveCamera camera,
    int[] vertices,
    float[] points,
    float[] errors) {

  /** Mean of the distances of the points that were used, pixels. */
  public double meanError() {
    double sum = 0;
    int used = 0;
    for (float error : errors) {
      if (!Float.isNaN(error)) {
        sum += error;
        used++;
      }
    }
    return sum / used;
  }
}

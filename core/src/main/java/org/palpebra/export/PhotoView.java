package org.palpebra.export;

import org.palpebra.FaceImage;
import org.palpebra.FaceReconstruction;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.Similarity;

/**
 * How a posed face lies on a photo: posed millimetres, by the camera into pixels of the regressor's
 * crop, by the similarity into pixels of the photo.
 *
 * @param photo the whole photo
 * @param camera of the crop
 * @param cropToPhoto from crop pixels to photo pixels
 */
public record PhotoView(FaceImage photo, PerspectiveCamera camera, Similarity cropToPhoto) {
  /** The photo that a face was reconstructed from, as the reconstruction lies on it. */
  public static PhotoView of(FaceImage photo, FaceReconstruction face) {
    return new PhotoView(photo, face.camera(), face.cropToPhoto());
  }

  /**
   * Photo pixels of posed points.
   *
   * @param posed xyz interleaved, millimetres, not modified
   * @return {@code x0,y0,x1,y1…}, y down, pixel centres at +0.5
   */
  public float[] project(float[] posed) {
    return cropToPhoto.apply(camera.project(posed, null));
  }

  /**
   * As {@link #project}, with the distance from the camera along its axis in millimetres.
   *
   * @param posed xyz interleaved, millimetres, not modified
   * @return {@code x0,y0,depth0,x1…}
   */
  public float[] toScreen(float[] posed) {
    float[] screen = camera.toScreen(posed, null);
    return cropToPhoto.applyToScreen(screen, screen);
  }
}

package org.palpebra.export;

import org.joml.Matrix4f;
import org.palpebra.FaceImage;
import org.palpebra.FaceReconstruction;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.Similarity;

/**
 * How a posed face lies on a photo: posed millimetres, by the camera into pixels of the regressor's
 * crop, by the similarity into pixels of the photo. Thread-safe as long as nobody writes to the
 * photo.
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

  /**
   * The projection matrix with which an engine draws over the whole photo: from the camera's frame
   * ({@link PerspectiveCamera#view}) into OpenGL's clip space, −w to w on all axes. The viewport is
   * the photo: {@code x = (1 + x'/w)/2·width}, {@code y = (1 − y'/w)/2·height}.
   *
   * @param near distance of the near plane from the camera in millimetres, above 0
   * @param far distance of the far plane from the camera in millimetres, above {@code near}
   * @param dest filled and returned; acts on column vectors
   */
  public Matrix4f projection(float near, float far, Matrix4f dest) {
    double half = camera.size() / 2.0;
    double perX = 2.0 / photo.width();
    double perY = 2.0 / photo.height();
    double a = half * cropToPhoto.a();
    double b = half * cropToPhoto.b();
    Matrix4f cropToWhole =
        new Matrix4f()
            .m00((float) (perX * a))
            .m10((float) (perX * b))
            .m01((float) (-perY * b))
            .m11((float) (perY * a))
            .m30((float) (perX * cropToPhoto.applyX(half, half) - 1))
            .m31((float) (1 - perY * cropToPhoto.applyY(half, half)));
    return cropToWhole.mul(camera.projection(near, far, dest), dest);
  }
}

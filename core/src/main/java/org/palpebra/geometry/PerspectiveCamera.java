package org.palpebra.geometry;

/**
 * A pinhole camera on the +Z axis looking at the origin. A posed point (x, y, z) in millimetres
 * lands at {@code u = centerX + focal·x/(distance − z)}, {@code v = centerY − focal·y/(distance −
 * z)}.
 *
 * @param size side of the square crop in pixels
 * @param focal focal length in pixels
 * @param centerX principal point, pixels from the left
 * @param centerY principal point, pixels from the top
 * @param distance of the camera from the origin in millimetres
 */
public record PerspectiveCamera(
    int size, float focal, float centerX, float centerY, float distance) {
  /** Deep3DFaceRecon's camera: 224×224, focal 1015 px, 10 units of 100 mm in front of the face. */
  public static final PerspectiveCamera DEEP3D = new PerspectiveCamera(224, 1015, 112, 112, 1000);
}

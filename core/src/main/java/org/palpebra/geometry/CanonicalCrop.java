package org.palpebra.geometry;

/**
 * The canonical crop ({@link org.palpebra.spi.CropAlignment#CANONICAL}) and others: a face that has
 * neither translation nor rotation about z in the canonical crop has both in a crop that is
 * shifted, scaled or turned. Perspective beyond size is neglected, which costs under a pixel at the
 * rim.
 */
public final class CanonicalCrop {
  private CanonicalCrop() {}

  /**
   * From canonical crop pixels to pixels of a crop in which the face has a pose.
   *
   * @param pose whose rz and translation say where the face is; rx and ry do not matter
   */
  public static Similarity toCrop(PerspectiveCamera camera, HeadPose pose) {
    double depth = camera.distance() - pose.tz();
    double scale = camera.distance() / depth;
    double a = scale * Math.cos(pose.rz());
    double b = -scale * Math.sin(pose.rz());
    double x = camera.centerX() + camera.focal() * pose.tx() / depth;
    double y = camera.centerY() - camera.focal() * pose.ty() / depth;
    return new Similarity(
        a,
        b,
        x - (a * camera.centerX() - b * camera.centerY()),
        y - (b * camera.centerX() + a * camera.centerY()));
  }

  /**
   * The pose of a canonical face in a crop, without turn and nod, that a similarity takes there;
   * the way back from {@link #toCrop}.
   */
  public static HeadPose pose(PerspectiveCamera camera, Similarity toCrop) {
    double depth = camera.distance() / toCrop.scale();
    double x = toCrop.applyX(camera.centerX(), camera.centerY());
    double y = toCrop.applyY(camera.centerX(), camera.centerY());
    return new HeadPose(
        0,
        0,
        (float) -toCrop.angle(),
        (float) ((x - camera.centerX()) * depth / camera.focal()),
        (float) ((camera.centerY() - y) * depth / camera.focal()),
        (float) (camera.distance() - depth));
  }

  /**
   * The pose of a canonical face in a crop where it appears moved.
   *
   * @param rx rotation about x in the canonical crop; ry likewise
   * @param roll counter-clockwise on the screen, radians
   * @param scale how much larger than in the canonical crop
   * @param shiftX to the right, crop pixels
   * @param shiftY down, crop pixels
   */
  public static HeadPose moved(
      PerspectiveCamera camera,
      float rx,
      float ry,
      double roll,
      double scale,
      double shiftX,
      double shiftY) {
    double depth = camera.distance() / scale;
    return new HeadPose(
        rx,
        ry,
        (float) roll,
        (float) (shiftX * depth / camera.focal()),
        (float) (-shiftY * depth / camera.focal()),
        (float) (camera.distance() - depth));
  }
}

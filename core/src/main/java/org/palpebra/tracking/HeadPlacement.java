package org.palpebra.tracking;

import org.joml.Matrix3d;
import org.joml.Vector3d;
import org.palpebra.FaceReconstruction;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.Similarity;

/**
 * Where a head is on a picture and how it is turned, whatever crop it was found in.
 *
 * <p>Angles are those by which the head is turned against the line from the camera to it; {@code R
 * = Rz·Ry·Rx} as in {@link HeadPose}.
 *
 * @param x of the model's origin, in pixels of the picture
 * @param y of the model's origin, in pixels of the picture
 * @param scale pixels of the picture per millimetre, at the model's origin
 * @param rx nod in radians, positive is down
 * @param ry turn in radians, positive is to the subject's left
 * @param rz roll in radians, positive is counter-clockwise on the picture
 */
public record HeadPlacement(double x, double y, double scale, double rx, double ry, double rz) {
  /** Of a reconstruction. */
  public static HeadPlacement of(FaceReconstruction face) {
    HeadPose pose = face.pose();
    PerspectiveCamera camera = face.camera();
    Similarity toPhoto = face.cropToPhoto();
    double depth = Math.max(camera.distance() - pose.tz(), 1);
    double perMillimetre = camera.focal() / depth;
    double u = camera.centerX() + perMillimetre * pose.tx();
    double v = camera.centerY() - perMillimetre * pose.ty();
    Matrix3d seen =
        new Matrix3d()
            .rotateZ(-toPhoto.angle())
            .mul(toAxis(pose.tx(), pose.ty(), depth))
            .mul(rotation(pose.rx(), pose.ry(), pose.rz()));
    Vector3d angles = angles(seen);
    return new HeadPlacement(
        toPhoto.applyX(u, v),
        toPhoto.applyY(u, v),
        toPhoto.scale() * perMillimetre,
        angles.x,
        angles.y,
        angles.z);
  }

  /** The upright crop in the middle of which the head is, at the camera's nominal distance. */
  Similarity cropToPhoto(PerspectiveCamera camera) {
    double size = scale * camera.distance() / camera.focal();
    double a = size * Math.cos(rz);
    double b = -size * Math.sin(rz);
    return new Similarity(
        a,
        b,
        x - a * camera.centerX() + b * camera.centerY(),
        y - b * camera.centerX() - a * camera.centerY());
  }

  /**
   * The pose in front of the camera that took the picture, a pinhole in the picture's middle which
   * looks along −Z from the origin: heads have negative z.
   *
   * @param width of the picture in pixels
   * @param height of the picture in pixels
   * @param focal focal length in pixels; unknown for most videos, and distance is proportional to
   *     it
   */
  public HeadPose inCamera(int width, int height, double focal) {
    double right = x - width / 2.0;
    double up = height / 2.0 - y;
    Matrix3d turned = toAxis(right, up, focal).transpose().mul(rotation(rx, ry, rz));
    Vector3d angles = angles(turned);
    return new HeadPose(
        (float) angles.x,
        (float) angles.y,
        (float) angles.z,
        (float) (right / scale),
        (float) (up / scale),
        (float) (-focal / scale));
  }

  /** The smallest rotation that brings what lies at (right, up, −ahead) onto the axis −Z. */
  private static Matrix3d toAxis(double right, double up, double ahead) {
    double away = Math.hypot(right, up);
    if (away == 0) {
      return new Matrix3d();
    }
    return new Matrix3d().rotation(Math.atan2(away, ahead), -up / away, right / away, 0);
  }

  private static Matrix3d rotation(double rx, double ry, double rz) {
    return new Matrix3d().rotationZYX(rz, ry, rx);
  }

  private static Vector3d angles(Matrix3d rotation) {
    return rotation.getEulerAnglesZYX(new Vector3d());
  }
}

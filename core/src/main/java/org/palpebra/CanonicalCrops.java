package org.palpebra;

import org.palpebra.geometry.Box;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.Similarity;
import org.palpebra.model.Coefficients;
import org.palpebra.model.Landmarks;
import org.palpebra.model.MorphableModel;
import org.palpebra.spi.DetectedFace;

/**
 * Crops in which the head is upright and the model's origin lies on the camera's axis at its
 * nominal distance: rotation about Z and translation are (nearly) zero.
 */
final class CanonicalCrops implements CropPlan {
  /** A detector's box across, see {@link DetectedFace#box()}; its centre is the model's origin. */
  private static final double BOX_MILLIMETRES = 140;

  private final PerspectiveCamera camera;
  private final float[] meanPoints;

  CanonicalCrops(MorphableModel model, PerspectiveCamera camera) {
    this.camera = camera;
    float[] landmarks = Landmarks.project(model, model.meanShape(), camera);
    meanPoints = FivePoints.of(landmarks);
  }

  @Override
  public Similarity first(DetectedFace face) {
    return face.points().length == 0
        ? fromBox(face.box())
        : Similarity.fit(meanPoints, face.points());
  }

  private Similarity fromBox(Box box) {
    double photoPerMillimetre = LandmarkBox.side(box) / BOX_MILLIMETRES;
    double scale = photoPerMillimetre * camera.distance() / camera.focal();
    return new Similarity(
        scale,
        0,
        box.centerX() - scale * camera.centerX(),
        box.centerY() - scale * camera.centerY());
  }

  @Override
  public Similarity next(
      DetectedFace face, Similarity cropToPhoto, Coefficients found, float[] landmarks) {
    HeadPose pose = HeadPose.of(found);
    double zoom = camera.distance() / Math.max(camera.distance() - pose.tz(), 1);
    double perDepth = camera.focal() / camera.distance() * zoom;
    double originX = camera.centerX() + perDepth * pose.tx();
    double originY = camera.centerY() - perDepth * pose.ty();
    // rz turns counter-clockwise on the screen, a similarity's angle clockwise
    double a = zoom * Math.cos(pose.rz());
    double b = -zoom * Math.sin(pose.rz());
    Similarity nextToThis =
        new Similarity(
            a,
            b,
            originX - a * camera.centerX() + b * camera.centerY(),
            originY - b * camera.centerX() - a * camera.centerY());
    return cropToPhoto.after(nextToThis);
  }
}

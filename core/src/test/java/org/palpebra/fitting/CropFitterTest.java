package org.palpebra.fitting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.palpebra.geometry.CanonicalCrop;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.Similarity;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.model.Landmarks;
import org.palpebra.model.MorphableModel;
import org.palpebra.testing.TinyFace;

class CropFitterTest {
  private static final PerspectiveCamera CAMERA = new PerspectiveCamera(112, 640, 56, 56, 1000);

  private final MorphableModel model = TinyFace.sliding();
  private final CoefficientLayout layout = model.layout(9);

  @Test
  void findsPoseAndPlaceOfAKnownFace() {
    Similarity cropToPhoto = new Similarity(1.8 * Math.cos(0.3), 1.8 * Math.sin(0.3), 40, -25);
    float[] values = new float[layout.size()];
    values[0] = 0.8f;
    values[layout.expressionOffset() + 6] = 0.5f;
    values[layout.rotationOffset()] = 0.15f;
    values[layout.rotationOffset() + 1] = -0.4f;
    Coefficients truth = new Coefficients(layout, values);
    float[] posed = HeadPose.of(truth).apply(model.shape(truth, null), null);
    float[] landmarks = cropToPhoto.apply(Landmarks.project(model, posed, CAMERA));

    CropFitter.Fit fit = new CropFitter(model, 9, CAMERA).fit(landmarks);

    float[] found = fit.coefficients().values();
    assertTrue(fit.error() < 0.6, "error " + fit.error());
    assertEquals(0.15, found[layout.rotationOffset()], 0.06);
    assertEquals(-0.4, found[layout.rotationOffset() + 1], 0.06);
    assertEquals(0, found[layout.rotationOffset() + 2]);
    assertEquals(0, found[layout.translationOffset() + 2]);
    assertEquals(0.5, found[layout.expressionOffset() + 6], 0.2);
    assertEquals(1.8, fit.cropToPhoto().scale(), 0.1);
    assertEquals(0.3, fit.cropToPhoto().angle(), 0.05);
    assertEquals(cropToPhoto.applyX(56, 56), fit.cropToPhoto().applyX(56, 56), 3);
    assertEquals(cropToPhoto.applyY(56, 56), fit.cropToPhoto().applyY(56, 56), 3);
  }

  @Test
  void canonicalCropUndoesAMove() {
    HeadPose pose = CanonicalCrop.moved(CAMERA, 0.1f, 0.2f, 0.3, 1.2, 7, -4);
    Similarity toCrop = CanonicalCrop.toCrop(CAMERA, pose);
    assertEquals(1.2, toCrop.scale(), 1e-6);
    assertEquals(-0.3, toCrop.angle(), 1e-6);
    assertEquals(63, toCrop.applyX(56, 56), 1e-4);
    assertEquals(52, toCrop.applyY(56, 56), 1e-4);
    // a point beside the origin at the origin's depth moves as the head does, exactly
    float[] point = {20, 30, 0};
    HeadPose roll = new HeadPose(0, 0, pose.rz(), pose.tx(), pose.ty(), pose.tz());
    float[] expected = CAMERA.project(roll.apply(point, null), null);
    float[] canonical = CAMERA.project(point, null);
    assertEquals(expected[0], toCrop.applyX(canonical[0], canonical[1]), 1e-3);
    assertEquals(expected[1], toCrop.applyY(canonical[0], canonical[1]), 1e-3);
  }
}

package org.palpebra.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.Similarity;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.model.Landmarks;
import org.palpebra.model.MorphableModel;
import org.palpebra.spi.CoefficientRegressor;
import org.palpebra.spi.CropAlignment;
import org.palpebra.spi.ModelInfo;
import org.palpebra.testing.FakeBackend;
import org.palpebra.testing.TinyFace;

class ConsistencyTest {
  private static final MorphableModel MODEL = TinyFace.model();

  /** Sees the same frontal face in every crop, whatever is in it. */
  private static final class Blind implements CoefficientRegressor {
    @Override
    public CoefficientLayout layout() {
      return TinyFace.layout();
    }

    @Override
    public PerspectiveCamera camera() {
      return FakeBackend.CAMERA;
    }

    @Override
    public CropAlignment alignment() {
      return CropAlignment.CANONICAL;
    }

    @Override
    public float[] regress(float[] crops, int count) {
      return new float[count * layout().size()];
    }

    @Override
    public ModelInfo info() {
      return new ModelInfo("blind", "", "cpu", "fake", "Apache-2.0");
    }

    @Override
    public void close() {}
  }

  @Test
  void landmarksThatFollowTheCropAreAsFarOffAsTheCropIsMoved() {
    Coefficients c = TinyFace.neutral();
    float[] inCrop =
        Landmarks.project(
            MODEL, HeadPose.of(c).apply(MODEL.shape(c, null), null), FakeBackend.CAMERA);
    Similarity crop = new Similarity(2, 0.5, 60, 40);
    Consistency.Spread spread =
        new Consistency(new Blind(), MODEL)
            .spreads(FakeBackend.photo(), List.of(crop), List.of(crop.apply(inCrop)))
            .get(0);
    assertEquals(expected(inCrop, 0.06, 0.05, 1.1), spread.moved(), 1e-4);
    // the face is symmetric, so mirroring changes nothing but the place
    assertEquals(expected(inCrop, -0.06, 0.04, 0.92), spread.mirrored(), 2e-3);
  }

  private static double expected(float[] inCrop, double right, double down, double zoom) {
    double size = FakeBackend.CAMERA.size();
    double sum = 0;
    for (int i = 0; i < 68; i++) {
      double x = inCrop[2 * i] / size - 0.5;
      double y = inCrop[2 * i + 1] / size - 0.5;
      sum += Math.hypot((zoom - 1) * x + right, (zoom - 1) * y + down);
    }
    return sum / 68;
  }
}

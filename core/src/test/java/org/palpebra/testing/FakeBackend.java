package org.palpebra.testing;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.palpebra.FaceImage;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.Similarity;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.spi.CoefficientRegressor;
import org.palpebra.spi.CropAlignment;
import org.palpebra.spi.DetectedFace;
import org.palpebra.spi.EyeStateClassifier;
import org.palpebra.spi.FaceCheck;
import org.palpebra.spi.FaceDetector;
import org.palpebra.spi.ModelInfo;

/**
 * Detector, regressor and classifier without networks. The photo is a colour ramp (red = x, green =
 * y), so the regressor can read from a crop's pixels where it was cut and answer what a perfect
 * network would see there: the nearest face's coefficients with the pose that it has in this crop.
 */
public final class FakeBackend {
  public static final PerspectiveCamera CAMERA = new PerspectiveCamera(32, 183, 16, 16, 1000);

  private static final int SIDE = 256;

  /** Crops that were regressed, and parts that were closed. */
  public final AtomicInteger regressed = new AtomicInteger();

  public final AtomicInteger closed = new AtomicInteger();

  /**
   * A face on the ramp.
   *
   * @param coefficients with no translation and no rotation about Z
   * @param cropToPhoto the crop in which it has that pose
   */
  public record Face(Coefficients coefficients, Similarity cropToPhoto) {}

  /** What the regressor says of itself. */
  public @Nullable FaceCheck check;

  private final List<Face> faces;

  public FakeBackend(List<Face> faces) {
    this.faces = List.copyOf(faces);
  }

  /** 256×256. */
  public static FaceImage photo() {
    byte[] rgb = new byte[3 * SIDE * SIDE];
    for (int y = 0, i = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++, i += 3) {
        rgb[i] = (byte) x;
        rgb[i + 1] = (byte) y;
      }
    }
    return new FaceImage(SIDE, SIDE, rgb);
  }

  public FaceDetector detector(List<DetectedFace> detections) {
    return new FaceDetector() {
      @Override
      public List<DetectedFace> detect(FaceImage image) {
        return detections;
      }

      @Override
      public ModelInfo info() {
        return FakeBackend.info("detector");
      }

      @Override
      public void close() {
        closed.incrementAndGet();
      }
    };
  }

  public CoefficientRegressor regressor(CropAlignment alignment) {
    return new CoefficientRegressor() {
      @Override
      public CoefficientLayout layout() {
        return TinyFace.layout();
      }

      @Override
      public PerspectiveCamera camera() {
        return CAMERA;
      }

      @Override
      public CropAlignment alignment() {
        return alignment;
      }

      @Override
      public float[] regress(float[] crops, int count) {
        regressed.addAndGet(count);
        float[] out = new float[count * layout().size()];
        for (int i = 0; i < count; i++) {
          Coefficients seen = see(crops, i * crops.length / count);
          System.arraycopy(seen.values(), 0, out, i * layout().size(), layout().size());
        }
        return out;
      }

      @Override
      public @Nullable FaceCheck check() {
        return check;
      }

      @Override
      public ModelInfo info() {
        return FakeBackend.info("regressor");
      }

      @Override
      public void close() {
        closed.incrementAndGet();
      }
    };
  }

  /** Takes every right eye for closed with one probability and every left eye with another. */
  public EyeStateClassifier classifier(float closedRight, float closedLeft) {
    return new EyeStateClassifier() {
      @Override
      public int inputSize() {
        return 24;
      }

      @Override
      public float[] closedProbability(float[] patches, int count) {
        float[] out = new float[patches.length / (24 * 24)];
        for (int i = 0; i < count; i++) {
          out[i] = i % 2 == 0 ? closedRight : closedLeft;
        }
        return out;
      }

      @Override
      public ModelInfo info() {
        return FakeBackend.info("eyes");
      }

      @Override
      public void close() {
        closed.incrementAndGet();
      }
    };
  }

  private static ModelInfo info(String name) {
    return new ModelInfo(name, "", "cpu", "fake", "Apache-2.0");
  }

  private Coefficients see(float[] crops, int offset) {
    Similarity cropToPhoto = whereCut(crops, offset);
    double middle = CAMERA.size() / 2.0;
    double x = cropToPhoto.applyX(middle, middle);
    double y = cropToPhoto.applyY(middle, middle);
    Face nearest =
        faces.stream()
            .min(
                Comparator.comparingDouble(
                    f ->
                        Math.hypot(
                            f.cropToPhoto().applyX(middle, middle) - x,
                            f.cropToPhoto().applyY(middle, middle) - y)))
            .orElseThrow();
    return posed(nearest, cropToPhoto.inverse().after(nearest.cropToPhoto()));
  }

  /** Reads the crop's place off the ramp. */
  private static Similarity whereCut(float[] crops, int offset) {
    int size = CAMERA.size();
    int plane = size * size;
    int from = 12 * size + 12;
    double step = 8;
    double a = 255 * (crops[offset + from + 8] - crops[offset + from]) / step;
    double b = 255 * (crops[offset + plane + from + 8] - crops[offset + plane + from]) / step;
    double x = 255 * crops[offset + from] + 0.5;
    double y = 255 * crops[offset + plane + from] + 0.5;
    return new Similarity(a, b, x - a * 12.5 + b * 12.5, y - b * 12.5 - a * 12.5);
  }

  /**
   * @param ownToThis from the crop in which the face is canonical to the one at hand
   */
  private static Coefficients posed(Face face, Similarity ownToThis) {
    float[] values = face.coefficients().values().clone();
    CoefficientLayout layout = face.coefficients().layout();
    double depth = CAMERA.distance() / ownToThis.scale();
    double middle = CAMERA.size() / 2.0;
    double u = ownToThis.applyX(middle, middle);
    double v = ownToThis.applyY(middle, middle);
    values[layout.rotationOffset() + 2] = (float) -ownToThis.angle();
    values[layout.translationOffset()] = (float) ((u - middle) * depth / CAMERA.focal());
    values[layout.translationOffset() + 1] = (float) ((middle - v) * depth / CAMERA.focal());
    values[layout.translationOffset() + 2] = (float) (CAMERA.distance() - depth);
    return new Coefficients(layout, values);
  }
}

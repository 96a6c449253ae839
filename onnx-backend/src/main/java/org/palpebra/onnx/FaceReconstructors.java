package org.palpebra.onnx;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.palpebra.FaceReconstructor;
import org.palpebra.StageListener;
import org.palpebra.internal.Arguments;
import org.palpebra.onnx.opencv.OpenCv;
import org.palpebra.onnx.opencv.YuNetFaceDetector;
import org.palpebra.spi.CoefficientRegressor;
import org.palpebra.spi.EyeStateClassifier;
import org.palpebra.spi.FaceDetector;

/**
 * Opens a {@link FaceReconstructor} from a bundle. {@link #open()} needs nothing: the bundle inside
 * this library, the best device there is, OpenCV's own face detection.
 */
public final class FaceReconstructors {
  private FaceReconstructors() {}

  /** The embedded bundle on the best device; the caller closes it. */
  public static FaceReconstructor open() {
    return builder().open();
  }

  /** Starts with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** What can be chosen. Not thread-safe. */
  public static final class Builder {
    private String bundle = Bundle.EMBEDDED;
    private Device device = Device.AUTO;
    private int threads = Runtime.getRuntime().availableProcessors();
    private int maxFaces = Integer.MAX_VALUE;
    private boolean elam = true;
    private double eyesAlike = FaceReconstructor.EYES_ALIKE;
    private StageListener stages = StageListener.NONE;
    private @Nullable Path yunet;
    private @Nullable FaceDetector detector;

    private Builder() {}

    /**
     * @param location as in {@link Bundle#open(String)}
     */
    public Builder bundle(String location) {
      bundle = location;
      return this;
    }

    /** Where the networks run; {@link Device#AUTO} by default. */
    public Builder device(Device where) {
      device = where;
      return this;
    }

    /**
     * How many threads one call computes with; one per processor by default. OpenCV knows only one
     * number per process, the last one set.
     */
    public Builder threads(int count) {
      threads = Arguments.atLeastOne("the thread count", count);
      return this;
    }

    /** As {@link FaceReconstructor.Builder#elam}. */
    public Builder elam(boolean on) {
      elam = on;
      return this;
    }

    /** As {@link FaceReconstructor.Builder#eyesAlike}. */
    public Builder eyesAlike(double odds) {
      eyesAlike = odds;
      return this;
    }

    /** As {@link FaceReconstructor.Builder#maxFaces}. */
    public Builder maxFaces(int count) {
      maxFaces = Arguments.atLeastOne("maxFaces", count);
      return this;
    }

    /** As {@link FaceReconstructor.Builder#stages}. */
    public Builder stages(StageListener listener) {
      stages = listener;
      return this;
    }

    /** Detects with this YuNet network instead of what the bundle has. */
    public Builder yunet(Path model) {
      yunet = model;
      return this;
    }

    /**
     * Detects with this instead of what the bundle has; the reconstructor will close it, or {@link
     * #open} if it fails.
     */
    public Builder detector(FaceDetector own) {
      detector = own;
      return this;
    }

    /**
     * Reads and verifies the bundle and opens everything.
     *
     * @return the caller closes it
     * @throws org.palpebra.PalpebraException one line naming file, key and remedy if anything is
     *     not in order
     */
    public FaceReconstructor open() {
      Deque<AutoCloseable> opened = new ArrayDeque<>();
      if (detector != null) {
        opened.push(detector);
      }
      try (Bundle files = Bundle.open(bundle)) {
        OpenCv.threads(threads);
        FaceDetector faces = detector(files);
        if (faces != detector) {
          opened.push(faces);
        }
        CoefficientRegressor regressor = OnnxCoefficientRegressor.open(files, device, threads);
        opened.push(regressor);
        EyeStateClassifier eyes = OnnxEyeStateClassifier.open(files, device, threads);
        opened.push(eyes);
        return FaceReconstructor.builder(faces, regressor, eyes, files.faceModel())
            .elam(elam)
            .eyesAlike(eyesAlike)
            .maxFaces(maxFaces)
            .stages(stages)
            .build();
      } catch (RuntimeException e) {
        closeAll(opened, e);
        throw e;
      }
    }

    private static void closeAll(Deque<AutoCloseable> opened, RuntimeException cause) {
      for (AutoCloseable part : opened) {
        try {
          part.close();
        } catch (Exception e) {
          cause.addSuppressed(e);
        }
      }
    }

    private FaceDetector detector(Bundle files) {
      if (detector != null) {
        return detector;
      }
      return yunet != null ? YuNetFaceDetector.open(yunet) : files.detector();
    }
  }
}

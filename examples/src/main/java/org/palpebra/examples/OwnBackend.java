package org.palpebra.examples;

import java.nio.file.Path;
import java.util.List;
import org.palpebra.FaceImage;
import org.palpebra.FaceReconstruction;
import org.palpebra.FaceReconstructor;
import org.palpebra.geometry.Box;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.MorphableModel;
import org.palpebra.onnx.Bundle;
import org.palpebra.onnx.Device;
import org.palpebra.onnx.OnnxEyeStateClassifier;
import org.palpebra.onnx.opencv.ImageReader;
import org.palpebra.spi.CoefficientRegressor;
import org.palpebra.spi.CropAlignment;
import org.palpebra.spi.DetectedFace;
import org.palpebra.spi.FaceDetector;
import org.palpebra.spi.ModelInfo;

/**
 * A detector and a regressor of one's own beside the embedded face model and eye-state network:
 * {@code OwnBackend passport.jpg} gives the mean face with its eyes as they are on the photo.
 */
public final class OwnBackend {
  private OwnBackend() {}

  /** For pictures of one face in the middle: a face of half the width, without looking. */
  record MiddleDetector() implements FaceDetector {
    @Override
    public List<DetectedFace> detect(FaceImage image) {
      float side = 0.5f * image.width();
      Box box = new Box((image.width() - side) / 2, (image.height() - side) / 2, side, side);
      return List.of(new DetectedFace(box, 1, new float[0]));
    }

    @Override
    public ModelInfo info() {
      return new ModelInfo("middle", "", "cpu", "java", "Apache-2.0");
    }

    @Override
    public void close() {}
  }

  /** Takes everybody for the mean face, straight in the crop; a network of yours knows better. */
  record MeanRegressor(CoefficientLayout layout) implements CoefficientRegressor {
    MeanRegressor(MorphableModel model) {
      this(model.layout(9));
    }

    /** Crops of 224 pixels that show 175 mm at the face. */
    @Override
    public PerspectiveCamera camera() {
      return new PerspectiveCamera(224, 1280, 112, 112, 1000);
    }

    @Override
    public CropAlignment alignment() {
      return CropAlignment.CANONICAL;
    }

    @Override
    public float[] regress(float[] crops, int count) {
      return new float[count * layout.size()];
    }

    @Override
    public ModelInfo info() {
      return new ModelInfo("mean", "", "cpu", "java", "Apache-2.0");
    }

    @Override
    public void close() {}
  }

  /** Opens a reconstructor of one's own parts; the caller closes it, and with it the parts. */
  public static FaceReconstructor open() {
    try (Bundle bundle = Bundle.open(Bundle.EMBEDDED)) {
      MorphableModel model = bundle.faceModel();
      return FaceReconstructor.builder(
              new MiddleDetector(),
              new MeanRegressor(model),
              OnnxEyeStateClassifier.open(bundle, Device.CPU, 1),
              model)
          .build();
    }
  }

  public static void main(String[] args) {
    FaceImage photo = new ImageReader().read(Path.of(args[0]));
    try (FaceReconstructor reconstructor = open()) {
      for (FaceReconstruction face : reconstructor.reconstruct(photo)) {
        System.out.printf(
            "%s: left eye %.2f open, right eye %.2f open%n",
            face.provenance(), face.eyes().left().openness(), face.eyes().right().openness());
      }
    }
  }
}

package org.palpebra.onnx;

import java.nio.ByteBuffer;
import java.util.TreeMap;
import org.palpebra.FaceReconstructor;
import org.palpebra.PalpebraException;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.io.SafetensorsReader;
import org.palpebra.onnx.opencv.CascadeFaceDetector;
import org.palpebra.onnx.opencv.YuNetFaceDetector;
import org.palpebra.spi.CoefficientRegressor;
import org.palpebra.spi.EyeStateClassifier;
import org.palpebra.spi.FaceDetector;

/**
 * Opens reconstructors and their parts from bundles. What it returns does not need the bundle any
 * more.
 */
public final class OnnxBackend {
  private OnnxBackend() {}

  /**
   * A reconstructor with nothing to configure: the embedded bundle, the best device there is, one
   * thread per processor.
   *
   * @throws PalpebraException one line naming the cause if a part cannot be opened
   */
  public static FaceReconstructor open() {
    try (Bundle bundle = Bundle.open(Bundle.EMBEDDED)) {
      return reconstructor(bundle, Device.AUTO, Runtime.getRuntime().availableProcessors()).build();
    }
  }

  /**
   * A reconstructor from a bundle; its face detector is the bundle's YuNet network, or the cascades
   * inside OpenCV if it has none.
   *
   * @param threads of one network call on the CPU, at least 1
   * @throws PalpebraException one line naming file and cause if a part cannot be opened or the
   *     parts do not fit together, or the device is not there
   */
  public static FaceReconstructor.Builder reconstructor(Bundle bundle, Device device, int threads) {
    return reconstructor(bundle, detector(bundle), device, threads);
  }

  /**
   * A reconstructor from a bundle and another face detector.
   *
   * @param detector closed by the reconstructor, and here if this fails
   * @param threads of one network call on the CPU, at least 1
   * @throws PalpebraException as {@link #reconstructor(Bundle, Device, int)}
   */
  public static FaceReconstructor.Builder reconstructor(
      Bundle bundle, FaceDetector detector, Device device, int threads) {
    CoefficientRegressor regressor = null;
    try {
      MorphableModel model = faceModel(bundle);
      regressor =
          OnnxCoefficientRegressor.open(
              bundle.read(BundleManifest.REGRESSOR),
              bundle.layout(),
              bundle.manifest().regressor(),
              device,
              threads);
      return FaceReconstructor.builder(
          detector, regressor, eyeStateClassifier(bundle, device, threads), model);
    } catch (RuntimeException | Error e) {
      detector.close();
      if (regressor != null) {
        regressor.close();
      }
      throw e;
    }
  }

  /**
   * The bundle's face model, with the hash of its file in the metadata.
   *
   * @throws PalpebraException if it cannot be read or has not the manifest's coefficients
   */
  public static MorphableModel faceModel(Bundle bundle) {
    BundleAsset asset = bundle.read(BundleManifest.FACE_MODEL);
    MorphableModel model =
        new SafetensorsReader().read(ByteBuffer.wrap(asset.bytes()), asset.file());
    CoefficientLayout layout = bundle.layout();
    if (!layout.equals(model.layout(layout.lighting()))) {
      throw new PalpebraException(
          "%s: the model has %s, bundle.json says %s"
              .formatted(asset.file(), model.layout(layout.lighting()), layout));
    }
    TreeMap<String, String> metadata = new TreeMap<>(model.metadata());
    metadata.put("sha256", asset.sha256());
    return new MorphableModel(
        model.name(),
        model.topology(),
        model.meanShape(),
        model.identity(),
        model.expression(),
        model.meanAlbedo(),
        model.albedo(),
        model.landmarks(),
        model.leftLid(),
        model.rightLid(),
        model.licence(),
        metadata);
  }

  /**
   * The bundle's eye-state classifier.
   *
   * @param threads of one call on the CPU, at least 1
   * @throws PalpebraException if it cannot be opened or the device is not there
   */
  public static EyeStateClassifier eyeStateClassifier(Bundle bundle, Device device, int threads) {
    return OnnxEyeStateClassifier.open(
        bundle.read(BundleManifest.EYE_STATE), bundle.manifest().eyeState(), device, threads);
  }

  private static FaceDetector detector(Bundle bundle) {
    if (!bundle.has(BundleManifest.DETECTOR)) {
      return new CascadeFaceDetector();
    }
    BundleAsset asset = bundle.read(BundleManifest.DETECTOR);
    return new YuNetFaceDetector(
        asset.bytes(), asset.file(), asset.name(), asset.sha256(), asset.licence());
  }
}

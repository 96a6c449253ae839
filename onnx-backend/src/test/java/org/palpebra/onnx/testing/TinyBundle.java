package org.palpebra.onnx.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.io.SafetensorsWriter;
import org.palpebra.onnx.BundleManifest;
import org.palpebra.onnx.BundleManifest.CoefficientSizes;
import org.palpebra.onnx.BundleManifest.FileEntry;
import org.palpebra.onnx.BundleWriter;
import org.palpebra.onnx.EyeStateSpec;
import org.palpebra.onnx.RegressorSpec;
import org.palpebra.spi.CropAlignment;
import org.palpebra.testing.TinyFace;

/**
 * A bundle with the tiny face, a regressor that sees its neutral mean in the middle of every crop,
 * and a classifier whose P(closed) is the brightness of the patch.
 */
public final class TinyBundle {
  private static final String FACE_MODEL = "face-model.safetensors";
  private static final String REGRESSOR = "regressor.onnx";
  private static final String EYE_STATE = "eye-state.onnx";
  private static final int CROP = 32;
  private static final int PATCH = 24;

  private TinyBundle() {}

  /** Writes the bundle into a folder, which is made. */
  public static void write(Path folder) throws IOException {
    CoefficientLayout layout = TinyFace.layout();
    Files.createDirectories(folder);
    new SafetensorsWriter(SafetensorsWriter.Precision.FLOAT32)
        .write(TinyFace.model(), folder.resolve(FACE_MODEL));
    Files.write(folder.resolve(REGRESSOR), TinyNetworks.zeros(CROP, layout.size()));
    Files.write(folder.resolve(EYE_STATE), TinyNetworks.meanOfPatch(PATCH));
    PerspectiveCamera camera = new PerspectiveCamera(CROP, 183, CROP / 2f, CROP / 2f, 1000);
    BundleWriter.write(
        folder, manifest("tiny", layout, camera, files(FACE_MODEL, REGRESSOR, EYE_STATE)));
  }

  /** A manifest for canonical crops of that camera and patches of 24×24. */
  public static BundleManifest manifest(
      String name,
      CoefficientLayout layout,
      PerspectiveCamera camera,
      Map<String, FileEntry> files) {
    return new BundleManifest(
        BundleManifest.SCHEMA,
        name,
        "for tests",
        "Apache-2.0",
        CoefficientSizes.of(layout),
        RegressorSpec.of(camera, CropAlignment.CANONICAL),
        EyeStateSpec.ofSize(PATCH),
        files);
  }

  /** The files of a bundle by their roles, to be changed as wanted. */
  public static Map<String, FileEntry> files(String faceModel, String regressor, String eyeState) {
    Map<String, FileEntry> files = new LinkedHashMap<>();
    files.put(BundleManifest.FACE_MODEL, FileEntry.of(faceModel, "Apache-2.0", "made up"));
    files.put(BundleManifest.REGRESSOR, FileEntry.of(regressor, "Apache-2.0", "made up"));
    files.put(BundleManifest.EYE_STATE, FileEntry.of(eyeState, "Apache-2.0", "made up"));
    return files;
  }
}

package org.palpebra.training.regressor;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.io.SafetensorsReader;
import org.palpebra.onnx.Bundle;
import org.palpebra.onnx.BundleManifest;
import org.palpebra.onnx.BundleManifest.CoefficientSizes;
import org.palpebra.onnx.BundleManifest.FileEntry;
import org.palpebra.onnx.BundleWriter;
import org.palpebra.onnx.EyeStateSpec;
import org.palpebra.onnx.RegressorSpec;
import org.palpebra.shading.SphericalHarmonics;
import org.palpebra.spi.CropAlignment;

/** Writes {@code bundle.json} of the bundles inside the library after their files have changed. */
public final class EmbeddedBundles {
  private static final String APACHE = "Apache-2.0";
  private static final String FACE_MODEL = "face-model.safetensors";
  private static final String PHOTOS =
      "Apache-2.0 for the file; trained on photo sets for research use (docs/models/bundles.md)";
  private static final int PATCH = 24;

  private EmbeddedBundles() {}

  /**
   * Writes both.
   *
   * @param resources the folder that holds {@code embedded} and {@code embedded-synthetic}
   */
  public static void write(Path resources) {
    Path embedded = resources.resolve(Bundle.EMBEDDED);
    Path synthetic = resources.resolve(Bundle.EMBEDDED_SYNTHETIC);
    MorphableModel model = new SafetensorsReader().read(embedded.resolve(FACE_MODEL));
    BundleWriter.write(
        embedded,
        manifest(
            model,
            Bundle.EMBEDDED,
            "Palpebra's own face model; networks trained on rendered faces and on photos",
            PHOTOS,
            "training/configs/regressor-finish.json",
            "training/configs/eyes.json"));
    BundleWriter.write(
        synthetic,
        manifest(
            model,
            Bundle.EMBEDDED_SYNTHETIC,
            "Palpebra's own face model; networks trained on rendered faces only",
            APACHE,
            "training/configs/regressor-synthetic.json",
            "training/configs/eyes-synthetic.json"),
        embedded);
  }

  private static BundleManifest manifest(
      MorphableModel model,
      String name,
      String description,
      String licence,
      String regressor,
      String eyes) {
    Map<String, FileEntry> files = new LinkedHashMap<>();
    files.put(
        BundleManifest.FACE_MODEL,
        FileEntry.of(FACE_MODEL, APACHE, "org.palpebra.training.facemodel"));
    files.put(
        BundleManifest.REGRESSOR,
        FileEntry.of("regressor.onnx", licence, "palpebra train regressor " + regressor));
    files.put(
        BundleManifest.EYE_STATE,
        FileEntry.of("eye-state.onnx", licence, "palpebra train eyes " + eyes));
    return new BundleManifest(
        BundleManifest.SCHEMA,
        name,
        description,
        licence,
        CoefficientSizes.of(model.layout(SphericalHarmonics.RGB)),
        RegressorSpec.of(RegressorNetwork.CAMERA, CropAlignment.CANONICAL),
        EyeStateSpec.ofSize(PATCH),
        files);
  }
}

package org.palpebra.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.palpebra.PalpebraException;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.io.SafetensorsWriter;
import org.palpebra.onnx.BundleManifest.CoefficientSizes;
import org.palpebra.onnx.BundleManifest.FileEntry;
import org.palpebra.shading.SphericalHarmonics;

/**
 * Makes bundles of face models that do not come with this library: the model is the user's, the
 * networks are those inside the library that were trained for it, or the user's own. The eye-state
 * network, which sees no model, is the embedded bundle's.
 */
public final class BundleMaker {
  private static final String FACE_MODEL = "face-model.safetensors";
  private static final String REGRESSOR = "regressor.onnx";
  private static final String EYE_STATE = "eye-state.onnx";

  private BundleMaker() {}

  /**
   * Writes a bundle.
   *
   * @param model in the frame in which its regressor was trained, see {@link
   *     org.palpebra.model.io.FaceModels#readForBundle}; stored in half precision
   * @param regressor an ONNX network for the embedded bundle's crops, as {@code train regressor}
   *     writes it, or null for the one that comes inside the library
   * @param folder made when missing; must hold no other bundle
   * @return the manifest as written
   * @throws PalpebraException if there is no regressor for this model, or a file cannot be written
   */
  public static BundleManifest write(MorphableModel model, @Nullable Path regressor, Path folder) {
    if (Files.exists(folder.resolve(Bundle.MANIFEST))) {
      throw new PalpebraException(folder + ": there is a bundle already; give another folder");
    }
    try (Bundle embedded = Bundle.open(Bundle.EMBEDDED)) {
      ModelNetworks networks = ModelNetworks.of(model);
      byte[] weights = regressor == null ? networks.regressor() : Files.readAllBytes(regressor);
      Files.createDirectories(folder);
      Files.write(folder.resolve(REGRESSOR), weights);
      Files.write(folder.resolve(EYE_STATE), embedded.read(BundleManifest.EYE_STATE).bytes());
      new SafetensorsWriter(SafetensorsWriter.Precision.FLOAT16)
          .write(model, folder.resolve(FACE_MODEL));
      return BundleWriter.write(folder, manifest(model, regressor, networks, embedded.manifest()));
    } catch (IOException e) {
      throw new PalpebraException(
          "%s: bundle of %s: %s; check the paths".formatted(folder, model.name(), e), e);
    }
  }

  private static BundleManifest manifest(
      MorphableModel model,
      @Nullable Path regressor,
      ModelNetworks networks,
      BundleManifest embedded) {
    FileEntry eyes = embedded.files().get(BundleManifest.EYE_STATE);
    Map<String, FileEntry> files = new LinkedHashMap<>();
    files.put(
        BundleManifest.FACE_MODEL,
        FileEntry.of(
            FACE_MODEL, model.licence(), model.metadata().getOrDefault("source", model.name())));
    files.put(
        BundleManifest.REGRESSOR,
        regressor == null
            ? FileEntry.of(REGRESSOR, networks.licence(), networks.source())
            : FileEntry.of(REGRESSOR, "unknown", String.valueOf(regressor.getFileName())));
    if (eyes != null) {
      files.put(
          BundleManifest.EYE_STATE,
          new FileEntry(EYE_STATE, null, null, eyes.licence(), eyes.source()));
    }
    RegressorSpec spec =
        embedded.regressor().withCheck(regressor == null ? networks.check() : null);
    return new BundleManifest(
        BundleManifest.SCHEMA,
        model.name(),
        "Made of " + model.name() + " by Palpebra",
        "%s (face model); %s (networks)"
            .formatted(model.licence(), regressor == null ? networks.licence() : "unknown"),
        CoefficientSizes.of(model.layout(SphericalHarmonics.RGB)),
        spec,
        embedded.eyeState(),
        files);
  }
}

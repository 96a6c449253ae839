package org.palpebra.training.regressor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palpebra.PalpebraException;
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
import org.palpebra.spi.FaceCheck;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Writes {@code bundle.json} of the bundles inside the library after their files have changed; also
 * a program. Exit code 0 on success, 1 on bad files, 2 for wrong usage; errors are one line on
 * stderr.
 */
@Command(
    name = "embedded-bundles",
    description =
        "Writes bundle.json of the two bundles inside the library after their files have changed.",
    mixinStandardHelpOptions = true)
public final class EmbeddedBundles implements Runnable {
  private static final String APACHE = "Apache-2.0";
  private static final String FACE_MODEL = "face-model.safetensors";
  private static final String REGRESSOR = "regressor.onnx";
  private static final String EYE_STATE = "eye-state.onnx";
  private static final String PHOTOS =
      "Apache-2.0 for the file; trained on photo sets for research use (docs/models/bundles.md)";
  private static final int PATCH = 24;

  /** Measured by {@link FaceCheckTool}; see docs/models/regressor.md. */
  private static final FaceCheck CHECK = new FaceCheck(-18.28, 3.91, 1.44);

  private static final FaceCheck SYNTHETIC_CHECK = new FaceCheck(-15.68, 2.81, 1.71);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "RESOURCES",
      description =
          "The folder of embedded and embedded-synthetic:"
              + " onnx-backend/src/main/resources/org/palpebra/onnx.")
  private Path resources = Path.of("");

  /** Picocli makes one. */
  public EmbeddedBundles() {}

  /** Writes both manifests and exits. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new EmbeddedBundles())
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(
            (e, args) -> fail(e.getCommandLine(), e, CommandLine.ExitCode.USAGE))
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              if (!(e instanceof PalpebraException)) {
                throw e;
              }
              return fail(command, e, CommandLine.ExitCode.SOFTWARE);
            });
  }

  private static int fail(CommandLine command, Exception failure, int code) {
    command.getErr().println(command.getCommandName() + ": " + failure.getMessage());
    return code;
  }

  @Override
  public void run() {
    for (String bundle : List.of(Bundle.EMBEDDED, Bundle.EMBEDDED_SYNTHETIC)) {
      if (!Files.isDirectory(resources.resolve(bundle))) {
        throw new ParameterException(
            spec.commandLine(),
            "no folder '%s' in %s; give the folder that holds both bundles"
                .formatted(bundle, resources));
      }
    }
    write(resources);
  }

  /**
   * Writes both.
   *
   * @param resources the folder that holds {@code embedded} and {@code embedded-synthetic}
   * @throws PalpebraException naming the file that is missing or unreadable
   */
  public static void write(Path resources) {
    Path embedded = resources.resolve(Bundle.EMBEDDED);
    Path synthetic = resources.resolve(Bundle.EMBEDDED_SYNTHETIC);
    // Only the face model is shared: a missing network must not be taken from the other bundle.
    for (String network : List.of(REGRESSOR, EYE_STATE)) {
      requireFile(embedded.resolve(network));
      requireFile(synthetic.resolve(network));
    }
    MorphableModel model = new SafetensorsReader().read(embedded.resolve(FACE_MODEL));
    BundleWriter.write(
        embedded,
        manifest(
            model,
            Bundle.EMBEDDED,
            "Palpebra's own face model; networks trained on rendered faces and on photos",
            PHOTOS,
            CHECK,
            "training/configs/regressor.json",
            "training/configs/eyes.json"));
    BundleWriter.write(
        synthetic,
        manifest(
            model,
            Bundle.EMBEDDED_SYNTHETIC,
            "Palpebra's own face model; networks trained on rendered faces only",
            APACHE,
            SYNTHETIC_CHECK,
            "training/configs/regressor-synthetic.json",
            "training/configs/eyes-synthetic.json"),
        embedded);
  }

  private static void requireFile(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new PalpebraException(file + ": no such file; train it first");
    }
  }

  private static BundleManifest manifest(
      MorphableModel model,
      String name,
      String description,
      String licence,
      FaceCheck check,
      String regressor,
      String eyes) {
    Map<String, FileEntry> files = new LinkedHashMap<>();
    files.put(
        BundleManifest.FACE_MODEL,
        FileEntry.of(FACE_MODEL, APACHE, "org.palpebra.training.facemodel"));
    files.put(
        BundleManifest.REGRESSOR,
        FileEntry.of(REGRESSOR, licence, "palpebra train regressor " + regressor));
    files.put(
        BundleManifest.EYE_STATE, FileEntry.of(EYE_STATE, licence, "palpebra train eyes " + eyes));
    return new BundleManifest(
        BundleManifest.SCHEMA,
        name,
        description,
        licence,
        CoefficientSizes.of(model.layout(SphericalHarmonics.RGB)),
        RegressorSpec.of(RegressorNetwork.CAMERA, CropAlignment.CANONICAL).withCheck(check),
        EyeStateSpec.ofSize(PATCH),
        files);
  }
}

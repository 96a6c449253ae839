package org.palpebra.examples.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.palpebra.EyeCalibration;
import org.palpebra.EyeState;
import org.palpebra.EyeStates;
import org.palpebra.FaceImage;
import org.palpebra.FaceReconstruction;
import org.palpebra.FaceReconstructor;
import org.palpebra.export.FaceMesh;
import org.palpebra.export.Overlay;
import org.palpebra.export.PhotoView;
import org.palpebra.onnx.opencv.ImageReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code reconstruct}: photos to GLB, overlay and JSON. */
@Command(
    name = "reconstruct",
    description = {
      "Turns photos into 3D faces.",
      "Writes NAME.glb (further faces of a photo: NAME-face2.glb and so on; other formats on request),"
          + " NAME-overlay.png and NAME.json per photo. A photo that fails is one line on standard error and makes the"
          + " exit code 1; the others are still done."
    })
final class ReconstructCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(ReconstructCommand.class);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private CommonOptions options = new CommonOptions();

  @Mixin private ReconstructorOptions reconstruction = new ReconstructorOptions();

  @Parameters(paramLabel = "PHOTO", arity = "1..*", description = "Photos to reconstruct.")
  private List<Path> photos = List.of();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for the results; made if it is not there.")
  private Path out = Path.of("");

  @Mixin private OutputOptions output = new OutputOptions();

  @ArgGroup(exclusive = false)
  private @Nullable CalibrationPhotos calibrationPhotos;

  private final ImageReader reader = new ImageReader();
  private final OutputNames names = new OutputNames();
  private @Nullable EyeCalibration calibration;

  @Override
  public Integer call() {
    List<Map<String, Object>> results = new ArrayList<>();
    int failures = 0;
    try (FaceReconstructor reconstructor = reconstruction.open(options);
        Progress progress = Progress.start("reconstruct", photos.size())) {
      output.check(reconstructor.model());
      Outputs.folder(out);
      calibration = calibrationPhotos == null ? null : calibrationPhotos.measure(reconstructor);
      for (Path photo : photos) {
        String failure = reconstruct(reconstructor, photo, results);
        if (failure != null) {
          failures++;
          spec.commandLine().getErr().println("palpebra: " + failure);
        }
        progress.step();
      }
    }
    options.writeJson(Map.of("photos", results));
    return failures == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  /** Does one photo; returns one line about what went wrong, or null. */
  private @Nullable String reconstruct(
      FaceReconstructor reconstructor, Path photo, List<Map<String, Object>> results) {
    String failure;
    try {
      FaceImage image = reader.read(photo);
      List<FaceReconstruction> faces = reconstructor.reconstruct(image);
      Map<String, Object> json = FaceJson.photo(photo.toString(), faces, calibration);
      write(names.next(photo), image, photo, faces, json);
      results.add(json);
      if (!faces.isEmpty()) {
        report(photo, faces);
        return null;
      }
      return photo + ": no face found";
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.debug("{} failed", photo, e);
      String line = Errors.line(e);
      failure = line.contains(photo.toString()) ? line : photo + ": " + line;
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("file", photo.toString());
    json.put("faces", List.of());
    json.put("error", failure);
    results.add(json);
    return failure;
  }

  private void write(
      String name,
      FaceImage image,
      Path photo,
      List<FaceReconstruction> faces,
      Map<String, Object> json) {
    Overlay overlay = new Overlay(image);
    for (int i = 0; i < faces.size(); i++) {
      FaceReconstruction face = faces.get(i);
      PhotoView view = PhotoView.of(image, face);
      overlay.draw(FaceMesh.of(face), view, face.landmarks());
      String file = i == 0 ? name : name + "-face" + (i + 1);
      output.write(out.resolve(file), FaceMesh.of(face), view, provenance(photo, face));
    }
    if (!faces.isEmpty()) {
      overlay.write(out.resolve(name + "-overlay.png"));
    }
    CommonOptions.writeJson(out.resolve(name + ".json"), json);
  }

  private static Map<String, String> provenance(Path photo, FaceReconstruction face) {
    Map<String, String> entries = new TreeMap<>(face.provenance());
    entries.put("photo", String.valueOf(photo.getFileName()));
    return entries;
  }

  private void report(Path photo, List<FaceReconstruction> faces) {
    PrintWriter console = spec.commandLine().getOut();
    for (FaceReconstruction face : faces) {
      EyeStates eyes = calibration == null ? face.eyes() : calibration.apply(face.eyes());
      console.printf(
          "%s: left eye %s, right eye %s%n", photo, describe(eyes.left()), describe(eyes.right()));
    }
    console.flush();
  }

  private static String describe(EyeState eye) {
    return String.format(
        Locale.ROOT, "%.0f %% open (P(closed) %.3f)", 100 * eye.openness(), eye.closed());
  }
}

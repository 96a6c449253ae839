package org.palpebra.examples.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.io.FaceModels;
import org.palpebra.onnx.Bundle;
import org.palpebra.training.export.GraphExport;
import org.palpebra.training.regressor.RegressorNetwork;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code export-graphs}: face model, losses and training step as ONNX files. */
@Command(
    name = "export-graphs",
    description = "Writes a face model, its losses and a training step as ONNX files.")
final class ExportGraphsCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private CommonOptions options = new CommonOptions();

  @Option(
      names = "--model",
      required = true,
      paramLabel = "M",
      description = "A face model of any known format or a bundle, such as embedded.")
  private String model = Bundle.EMBEDDED;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to fill.")
  private Path out = Path.of("");

  @Option(
      names = "--batch",
      defaultValue = "2",
      paramLabel = "N",
      description = "Faces at a time, fixed in the files (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--lighting",
      defaultValue = "27",
      paramLabel = "9|27",
      description = "SH coefficients: white or RGB light (default: ${DEFAULT-VALUE}).")
  private int lighting;

  @Override
  public void run() {
    if (batch < 1 || (lighting != 9 && lighting != 27)) {
      throw new ParameterException(
          spec.commandLine(),
          "--batch must be at least 1 and --lighting 9 or 27, got %d and %d"
              .formatted(batch, lighting));
    }
    Source source = read();
    List<String> files =
        new GraphExport(source.model(), lighting, source.camera(), batch)
            .write(out).stream().map(Path::toString).toList();
    files.forEach(spec.commandLine().getOut()::println);
    options.writeJson(Map.of("files", files));
  }

  private record Source(MorphableModel model, PerspectiveCamera camera) {}

  private Source read() {
    Path path = Path.of(model);
    String name = model.toLowerCase(Locale.ROOT);
    boolean bundle =
        model.equals(Bundle.EMBEDDED)
            || model.equals(Bundle.EMBEDDED_SYNTHETIC)
            || name.endsWith(".zip")
            || Files.isRegularFile(path.resolve("bundle.json"));
    if (!bundle) {
      return new Source(
          FaceModels.read(path),
          name.endsWith(".mat") ? PerspectiveCamera.DEEP3D : RegressorNetwork.CAMERA);
    }
    try (Bundle opened = Bundle.open(model)) {
      return new Source(opened.faceModel(), opened.manifest().regressor().camera());
    }
  }
}

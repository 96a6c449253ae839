package org.palpebra.examples.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.palpebra.model.io.FaceModels;
import org.palpebra.onnx.BundleMaker;
import org.palpebra.onnx.BundleManifest;
import org.palpebra.onnx.BundleWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bundle create}: fills in sizes and hashes, packs. */
@Command(
    name = "create",
    description =
        "Fills sizes and hashes into the bundle.json of a folder, or makes a bundle of a face model"
            + " in it; checks the bundle, and packs it if asked.")
final class BundleCreateCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private CommonOptions options = new CommonOptions();

  @Parameters(
      paramLabel = "FOLDER",
      description = "Holds bundle.json and the files it names, or is made with --model.")
  private Path folder = Path.of("");

  @Option(names = "--zip", paramLabel = "FILE", description = "Also pack the bundle there.")
  private @Nullable Path zip;

  @Option(
      names = "--shared",
      paramLabel = "FOLDER",
      description =
          "Where files lie that FOLDER lacks; for the bundles inside the library, which share their"
              + " face model.")
  private @Nullable Path shared;

  @Option(
      names = "--model",
      paramLabel = "FILE|FOLDER",
      description =
          "Make a bundle of that face model in FOLDER, with networks that were trained for it, such"
              + " as ICT-FaceKit's FaceXModel.")
  private @Nullable Path model;

  @Option(
      names = "--regressor",
      paramLabel = "ONNX",
      description = "With --model: a regressor of your own, as 'train regressor' writes it.")
  private @Nullable Path regressor;

  @Override
  public void run() {
    if (model == null && regressor != null) {
      throw new ParameterException(spec.commandLine(), "--regressor needs --model");
    }
    BundleManifest manifest = model == null ? complete() : make(model);
    if (zip != null) {
      BundleWriter.zip(folder, zip);
    }
    spec.commandLine()
        .getOut()
        .printf("%s: %d files%n", zip != null ? zip : folder, manifest.files().size());
    options.writeJson(manifest);
  }

  private BundleManifest complete() {
    return shared == null ? BundleWriter.complete(folder) : BundleWriter.complete(folder, shared);
  }

  private BundleManifest make(Path faceModel) {
    return BundleMaker.write(FaceModels.readForBundle(faceModel), regressor, folder);
  }
}

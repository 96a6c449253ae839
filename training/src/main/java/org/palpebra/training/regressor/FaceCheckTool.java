package org.palpebra.training.regressor;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.palpebra.model.MorphableModel;
import org.palpebra.onnx.Bundle;
import org.palpebra.onnx.Device;
import org.palpebra.onnx.OnnxCoefficientRegressor;
import org.palpebra.onnx.opencv.ImageReader;
import org.palpebra.spi.FaceCheck;
import org.palpebra.training.data.DataSets;
import org.palpebra.training.data.LandmarkFace;
import org.palpebra.training.data.Split;
import org.palpebra.training.synthetic.SyntheticFace;
import org.palpebra.training.synthetic.SyntheticFaces;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Measures {@code regressor.check} of a bundle: on photos with landmarks, or on rendered faces.
 * Prints the numbers for {@code bundle.json} and how often they are wrong on what they were fitted
 * to.
 */
@Command(
    name = "face-check",
    description = "Measures how a bundle's regressor tells faces from other things.",
    mixinStandardHelpOptions = true)
public final class FaceCheckTool implements Callable<Integer> {
  private static final long SEED = 11;
  private static final int MOST = 300;
  private static final int RENDERED_SIZE = 160;
  private static final long FIRST_RENDERED = 900_000;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "BUNDLE", description = "DIR, ZIP or name.")
  private String bundle = "";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folders like landmarks300w, whose split train is used; none: rendered faces.")
  private List<Path> data = List.of();

  /** Picocli makes one. */
  public FaceCheckTool() {}

  /** Measures and exits. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new FaceCheckTool()).execute(args));
  }

  @Override
  public Integer call() {
    try (Bundle opened = Bundle.open(bundle);
        OnnxCoefficientRegressor regressor = OnnxCoefficientRegressor.open(opened, Device.CPU, 1)) {
      MorphableModel model = opened.faceModel();
      FaceCheckFit fit = new FaceCheckFit(regressor, model, SEED);
      if (data.isEmpty()) {
        addRendered(fit, model, regressor);
      }
      data.forEach(folder -> addPhotos(fit, folder));
      print(fit);
      return 0;
    }
  }

  private static void addRendered(
      FaceCheckFit fit, MorphableModel model, OnnxCoefficientRegressor regressor) {
    SyntheticFaces faces =
        new SyntheticFaces(
            model, regressor.layout().lighting(), regressor.camera(), RENDERED_SIZE, SEED);
    for (int i = 0; i < MOST; i++) {
      SyntheticFace face = faces.render(FIRST_RENDERED + i);
      fit.add(face.photo(), face.landmarks());
    }
  }

  private static void addPhotos(FaceCheckFit fit, Path folder) {
    List<LandmarkFace> faces = Split.select(DataSets.landmarkFaces(folder), "train");
    int step = Math.max(1, faces.size() / MOST);
    ImageReader reader = new ImageReader();
    for (int i = 0; i < faces.size(); i += step) {
      fit.add(reader.read(faces.get(i).file()), faces.get(i).landmarks());
    }
  }

  private void print(FaceCheckFit fit) {
    FaceCheck check = fit.fit();
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "\"check\" : {\"bias\" : %.2f, \"moved\" : %.2f, \"mirrored\" : %.2f}%n",
        check.bias(),
        check.moved(),
        check.mirrored());
    FaceCheckFit.Rates rates = fit.rates(check, FaceCheck.BELIEVED);
    out.printf(
        Locale.ROOT,
        "%d crops, seed %d: of %d on a face %.1f %% are not believed, of %d elsewhere %.1f %% are%n",
        rates.faces() + rates.others(),
        SEED,
        rates.faces(),
        100 * rates.missed(),
        rates.others(),
        100 * rates.taken());
    out.flush();
  }
}

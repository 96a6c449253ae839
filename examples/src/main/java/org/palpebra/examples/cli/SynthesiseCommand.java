package org.palpebra.examples.cli;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.MorphableModel;
import org.palpebra.onnx.Bundle;
import org.palpebra.shading.SphericalHarmonics;
import org.palpebra.training.synthetic.SyntheticFaces;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code synthesise}: photos of faces that do not exist. */
@Command(
    name = "synthesise",
    description = "Renders photos of faces that do not exist, each from its seed alone.")
final class SynthesiseCommand implements Runnable {
  /** Seed of the textures; the faces' own seeds are an option. */
  private static final long TEXTURES = 1;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private CommonOptions options = new CommonOptions();

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder for PNGs.")
  private Path out = Path.of("");

  @Option(names = "--count", defaultValue = "1", description = "How many (default: 1).")
  private int count;

  @Option(names = "--size", defaultValue = "512", description = "Side in pixels (default: 512).")
  private int size;

  @Option(names = "--seed", defaultValue = "1", description = "Seed of the first (default: 1).")
  private long seed;

  @Override
  public void run() {
    if (count < 1 || size < 16 || size > 4096) {
      throw new ParameterException(
          spec.commandLine(),
          "--count must be at least 1 and --size in 16..4096, got %d and %d"
              .formatted(count, size));
    }
    SyntheticFaces faces = faces();
    for (int i = 0; i < count; i++) {
      write(faces, seed + i);
    }
  }

  private SyntheticFaces faces() {
    try (Bundle bundle = Bundle.open(options.bundle)) {
      MorphableModel model = bundle.faceModel();
      PerspectiveCamera camera = bundle.manifest().regressor().camera();
      return new SyntheticFaces(model, SphericalHarmonics.RGB, camera, size, TEXTURES);
    }
  }

  private void write(SyntheticFaces faces, long number) {
    Path file = out.resolve("face-%d.png".formatted(number));
    BufferedImage photo = faces.render(number).photo().toBufferedImage();
    Outputs.file(file, () -> ImageIO.write(photo, "png", file.toFile()));
    spec.commandLine().getOut().println(file);
  }
}

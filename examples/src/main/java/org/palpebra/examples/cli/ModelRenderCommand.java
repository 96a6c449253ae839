package org.palpebra.examples.cli;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.palpebra.export.ContactSheet;
import org.palpebra.export.Portrait;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.model.MorphableModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code model render}: a picture of a face of the model. */
@Command(
    name = "render",
    description = "Draws the mean face, a random one, an expression or a contact sheet as PNG.")
final class ModelRenderCommand implements Runnable {
  private static final int LIGHTING = 9;
  private static final int MAX_SIZE = 4096;
  private static final int MAX_TILE = 320;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private CommonOptions options = new CommonOptions();

  @Mixin private ModelSource source = new ModelSource();

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "The PNG to write.")
  private Path out = Path.of("");

  @Option(
      names = "--size",
      defaultValue = "512",
      paramLabel = "PIXELS",
      description = "Side of the picture (default: ${DEFAULT-VALUE}).")
  private int size;

  @Option(
      names = "--yaw",
      defaultValue = "0",
      paramLabel = "DEGREES",
      description = "Turn of the head to the subject's left.")
  private double yaw;

  @Option(
      names = "--pitch",
      defaultValue = "0",
      paramLabel = "DEGREES",
      description = "Nod of the head.")
  private double pitch;

  @Option(
      names = "--expression",
      paramLabel = "NAME=WEIGHT",
      description = "Such as eyeBlinkLeft=1; may be repeated.")
  private Map<String, Float> expressions = Map.of();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Draw a random identity and skin with that seed instead of the mean face.")
  private @Nullable Long seed;

  @Option(
      names = "--sheet",
      description =
          "Draw a contact sheet instead: the mean face, the first identities and albedos at ±2"
              + " standard deviations, all expressions; --size is that of each picture.")
  private boolean sheet;

  @Override
  public void run() {
    if (size < 1 || size > MAX_SIZE) {
      throw new ParameterException(
          spec.commandLine(), "--size must be in 1..%d, got %d".formatted(MAX_SIZE, size));
    }
    MorphableModel model = source.read(options);
    if (sheet) {
      write(ContactSheet.draw(model, Math.max(16, Math.min(size, MAX_TILE))));
      options.writeJson(Map.of("file", out.toString()));
      return;
    }
    Coefficients coefficients = coefficients(model);
    write(new Portrait(model).draw(coefficients, size));
    options.writeJson(Map.of("file", out.toString(), "coefficients", coefficients.values()));
  }

  private void write(BufferedImage picture) {
    Outputs.file(out, () -> ImageIO.write(picture, "png", out.toFile()));
  }

  private Coefficients coefficients(MorphableModel model) {
    CoefficientLayout layout = model.layout(LIGHTING);
    float[] values = new float[layout.size()];
    if (seed != null) {
      Random random = new Random(seed);
      draw(random, model.identity().standardDeviations(), values, layout.identityOffset());
      draw(random, model.albedo().standardDeviations(), values, layout.albedoOffset());
    }
    expressions.forEach(
        (name, weight) -> {
          int column = model.expression().indexOf(name);
          if (column < 0) {
            throw new ParameterException(
                spec.commandLine(),
                "%s has no expression '%s', it has %s"
                    .formatted(model.name(), name, model.expression().names()));
          }
          values[layout.expressionOffset() + column] = weight;
        });
    values[layout.rotationOffset()] = (float) Math.toRadians(pitch);
    values[layout.rotationOffset() + 1] = (float) Math.toRadians(yaw);
    // soft light from the front and a little from above
    values[layout.lightingOffset() + 1] = -0.16f;
    values[layout.lightingOffset() + 2] = 0.2f;
    return new Coefficients(layout, values);
  }

  private static void draw(Random random, float[] sigmas, float[] values, int offset) {
    for (int k = 0; k < sigmas.length; k++) {
      values[offset + k] = (float) random.nextGaussian() * sigmas[k];
    }
  }
}

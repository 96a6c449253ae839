package org.palpebra.training.facemodel;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.palpebra.PalpebraException;
import org.palpebra.model.io.SafetensorsReader;
import org.palpebra.model.io.SafetensorsWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The embedded face model's workshop as a program: author it, measure the control points it comes
 * from, measure how well it fits, render it. Exit code 0 on success, 1 on bad files, 2 for wrong
 * usage; errors are one line on stderr.
 */
@Command(
    name = "face-model",
    description = "Authors and measures the embedded face model.",
    mixinStandardHelpOptions = true)
public final class FaceModelTool {
  /** Picocli makes one. */
  public FaceModelTool() {}

  /** Runs one subcommand and exits with its code. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new FaceModelTool())
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              if (!(e instanceof PalpebraException || e instanceof IOException)) {
                throw e;
              }
              command.getErr().println(e.getMessage());
              return 1;
            });
  }

  @Command(name = "author", description = "Writes the embedded face model.")
  void author(@Parameters(paramLabel = "OUT.safetensors") Path out) {
    new SafetensorsWriter(SafetensorsWriter.Precision.FLOAT16).write(FaceModelAuthor.author(), out);
  }

  @Command(
      name = "control-points",
      description = "Measures the control points' statistics on ICT-FaceKit.")
  void controlPoints(
      @Parameters(paramLabel = "FACEXMODEL_DIR") Path ict,
      @Parameters(paramLabel = "OUT.txt") Path out)
      throws IOException {
    ControlPoints points = ControlPointStatistics.measure(IctFaceKit.open(ict));
    try (Writer writer = Files.newBufferedWriter(out, StandardCharsets.UTF_8)) {
      points.write(writer);
    }
  }

  @Command(
      name = "measure",
      description = "Fits a face model to random identities of ICT-FaceKit and prints the errors.")
  void measure(
      @Parameters(paramLabel = "FACEXMODEL_DIR") Path ict,
      @Parameters(paramLabel = "MODEL.safetensors") Path model,
      @Option(names = "--identities", defaultValue = "50", description = "default ${DEFAULT-VALUE}")
          int identities) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    IctFitMeasurement.measure(IctFaceKit.open(ict), new SafetensorsReader().read(model), identities)
        .print(out);
    out.flush();
  }
}

package org.palpebra.examples.cli;

import java.util.List;
import org.palpebra.FaceReconstructor;
import org.palpebra.training.eval.WinkOutcome;
import org.palpebra.training.report.WinkReport;
import org.palpebra.training.synthetic.WinkFaces;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code evaluate winks}: the openness of rendered eyes, each on its own. */
@Command(
    name = "winks",
    description =
        "Scores the openness of eyes on rendered faces of the bundle's face model, with every"
            + " combination of 0, 0.25, 0.5, 0.75 and 1 of the two eyes, at 0, ±15, ±30 and ±45"
            + " degrees of yaw; 175 faces have everything once.")
final class EvaluateWinksCommand implements Runnable {
  private static final int SIZE = 320;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private CommonOptions options = new CommonOptions();

  @Mixin private ReconstructorOptions reconstruction = new ReconstructorOptions();

  @Option(
      names = "--count",
      defaultValue = "350",
      paramLabel = "N",
      description = "How many faces (default: ${DEFAULT-VALUE}).")
  private int count;

  @Option(
      names = "--seed",
      defaultValue = "" + WinkFaces.UNSEEN,
      paramLabel = "S",
      description =
          "Seed of the first face, the next has the next one (default: ${DEFAULT-VALUE}). Training"
              + " draws faces of other seeds: see 'synthetic' in its configurations.")
  private long seed;

  @Mixin private ReportOptions report = new ReportOptions();

  @Override
  public void run() {
    if (count < 1) {
      throw new ParameterException(spec.commandLine(), "--count must be at least 1, got " + count);
    }
    report.prepare();
    try (FaceReconstructor reconstructor = reconstruction.open(options);
        Progress progress = Progress.start("evaluate", count)) {
      WinkFaces faces = new WinkFaces(reconstructor.model(), reconstructor.camera(), SIZE, seed);
      List<WinkOutcome> outcomes = WinkOutcome.all(reconstructor, faces, count, progress::step);
      new Evaluation(
              spec,
              options,
              "rendered faces",
              "seeds %d to %d".formatted(seed, seed + count - 1),
              report)
          .publish(
              reconstructor.models(),
              WinkReport.scores(outcomes).add("elam", reconstruction.elam()),
              () ->
                  WinkReport.sections(outcomes, outcome -> faces.render(outcome.number()).photo()));
    }
  }
}

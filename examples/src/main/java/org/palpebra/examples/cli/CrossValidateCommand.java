package org.palpebra.examples.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palpebra.training.eval.FaceOutcome;
import org.palpebra.training.regressor.FaceCrossValidation;
import org.palpebra.training.report.FaceReport;
import org.palpebra.training.report.ScoreSheet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cross-validate}: eye states of photos by models that have not seen them. */
@Command(
    name = "cross-validate",
    description =
        "Trains the eye-state network and the regressor for each part of the photos of cew-faces on"
            + " the rest, and scores the eye states of the part's reconstructions; with and without"
            + " the lids that follow the network.")
final class CrossValidateCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private CommonOptions options = new CommonOptions();

  @Parameters(
      paramLabel = "CONFIG",
      description = "Such as training/configs/cross-validation.json.")
  private Path file = Path.of("");

  @Override
  public void run() {
    List<FaceOutcome> outcomes = FaceCrossValidation.read(file).run();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("refined", publish("refined", outcomes));
    List<FaceOutcome> regressed = outcomes.stream().map(FaceOutcome::unrefined).toList();
    json.put("regressed", publish("regressed", regressed));
    options.writeJson(json);
  }

  /** Prints the scores; returns them for JSON. */
  private Map<String, Object> publish(String name, List<FaceOutcome> outcomes) {
    ScoreSheet scores = FaceReport.scores(outcomes);
    PrintWriter out = spec.commandLine().getOut();
    out.println(name);
    scores.lines().forEach(line -> out.println("  " + line));
    out.flush();
    return scores.toMap();
  }
}

package org.palpebra.examples.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.palpebra.FaceReconstructor;
import org.palpebra.training.eval.FaceOutcome;
import org.palpebra.training.eval.PhotoGroups;
import org.palpebra.training.eval.Viewing;
import org.palpebra.training.regressor.FaceCrossValidation;
import org.palpebra.training.report.FaceReport;
import org.palpebra.training.report.GroupScores;
import org.palpebra.training.report.ScoreSheet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

  @Option(
      names = "--groups",
      paramLabel = "FILE",
      description =
          "Score groups of photos, such as training/configs/cew-faces-groups.json, one by one, too.")
  private @Nullable Path groups;

  @Option(
      names = "--viewings",
      description =
          "Look at the photos also without colour, dark, bright, blurred, with half the pixels and"
              + " turned.")
  private boolean viewings;

  @Option(
      names = "--eyes-alike",
      paramLabel = "ODDS",
      defaultValue = "" + FaceReconstructor.EYES_ALIKE,
      description = "As of reconstruct. Default: ${DEFAULT-VALUE}.")
  private double eyesAlike;

  @Override
  public void run() {
    // Read before hours of training, so that a mistake in it is known at once.
    PhotoGroups parts = groups == null ? null : PhotoGroups.read(groups);
    Map<Viewing, List<FaceOutcome>> all =
        FaceCrossValidation.read(file)
            .run(viewings ? EnumSet.allOf(Viewing.class) : EnumSet.of(Viewing.PLAIN), eyesAlike);
    List<FaceOutcome> outcomes = Objects.requireNonNull(all.get(Viewing.PLAIN));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("refined", publish("refined", outcomes));
    List<FaceOutcome> regressed = outcomes.stream().map(FaceOutcome::unrefined).toList();
    json.put("regressed", publish("regressed", regressed));
    if (viewings) {
      Map<String, List<FaceOutcome>> seen = new LinkedHashMap<>();
      all.forEach((viewing, those) -> seen.put(viewing.key(), those));
      json.put("viewings", publish("viewings, lids refined", seen));
    }
    if (parts != null) {
      json.put("groups", publish("groups, lids refined", parts.of(outcomes)));
    }
    options.writeJson(json);
  }

  private Map<String, Object> publish(String name, Map<String, List<FaceOutcome>> parts) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(name);
    Map<String, Object> json = new LinkedHashMap<>();
    parts.forEach(
        (part, outcomes) -> {
          GroupScores scores = GroupScores.of(part, outcomes);
          out.println("  " + scores.line());
          json.put(part, scores.toMap());
        });
    out.flush();
    return json;
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

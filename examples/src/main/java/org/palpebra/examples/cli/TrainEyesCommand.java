package org.palpebra.examples.cli;

import java.nio.file.Path;
import org.palpebra.metrics.EyeStateScore;
import org.palpebra.training.train.EyeStateTraining;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code train eyes}: the eye-state classifier. */
@Command(name = "eyes", description = "Trains the eye-state classifier and scores it on val.")
final class TrainEyesCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private CommonOptions options = new CommonOptions();

  @Parameters(paramLabel = "CONFIG", description = "Such as training/configs/eyes.json.")
  private Path config = Path.of("");

  @Override
  public void run() {
    EyeStateScore score = EyeStateTraining.run(config);
    spec.commandLine().getOut().println(score);
    options.writeJson(score);
  }
}

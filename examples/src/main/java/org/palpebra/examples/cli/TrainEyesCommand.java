package org.palpebra.examples.cli;

import java.nio.file.Path;
import org.palpebra.metrics.EyeStateScore;
import org.palpebra.training.regressor.EyeTraining;
import org.palpebra.training.train.EyeTrainingConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code train eyes}: the eye-state classifier, from photos or from rendered faces. */
@Command(
    name = "eyes",
    description =
        "Trains the eye-state classifier and scores it on examples kept back. The configuration's"
            + " data is a folder of eye patches, or the configuration file of a regressor whose"
            + " rendered faces are used.")
final class TrainEyesCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private CommonOptions options = new CommonOptions();

  @Parameters(paramLabel = "CONFIG", description = "Such as training/configs/eyes.json.")
  private Path file = Path.of("");

  @Override
  public void run() {
    EyeTrainingConfig config = EyeTrainingConfig.read(file);
    EyeStateScore score =
        EyeTraining.run(options.deviceNamed() ? config.withDevice(options.device) : config);
    spec.commandLine().getOut().println(score);
    options.writeJson(score);
  }
}

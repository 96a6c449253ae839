package org.palpebra.examples.cli;

import java.nio.file.Path;
import org.palpebra.training.regressor.RegressorConfig;
import org.palpebra.training.regressor.RegressorTraining;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code train regressor}: the network that regresses the coefficients. */
@Command(name = "regressor", description = "Trains the coefficient regressor.")
final class TrainRegressorCommand implements Runnable {
  @Mixin private CommonOptions options = new CommonOptions();

  @Parameters(
      paramLabel = "CONFIG",
      description = "Such as training/configs/regressor-synthetic.json.")
  private Path file = Path.of("");

  @Override
  public void run() {
    RegressorConfig read = RegressorConfig.read(file);
    RegressorConfig config = options.deviceNamed() ? read.withDevice(options.device) : read;
    RegressorTraining.run(config, options.device, options.threads());
  }
}

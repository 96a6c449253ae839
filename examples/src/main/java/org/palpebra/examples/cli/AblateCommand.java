package org.palpebra.examples.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.palpebra.training.regressor.Ablation;
import org.palpebra.training.report.AblationReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ablate}: what ELAM and the local dynamic loss do to a regressor. */
@Command(
    name = "ablate",
    description =
        "Trains the regressor with and without ELAM on its landmarks, with the local dynamic loss"
            + " off, over the mouth, and over eyes and mouth, with several seeds each, and scores"
            + " all of them; prints mean, deviation and range of each score. Resumable.")
final class AblateCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private CommonOptions options = new CommonOptions();

  @Parameters(paramLabel = "CONFIG", description = "Such as training/configs/ablation.json.")
  private Path file = Path.of("");

  @Override
  public void run() {
    AblationReport report = new AblationReport(Ablation.read(file).run());
    PrintWriter out = spec.commandLine().getOut();
    report.lines().forEach(out::println);
    out.flush();
    options.writeJson(report.toMap());
  }
}

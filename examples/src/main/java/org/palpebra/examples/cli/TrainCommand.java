package org.palpebra.examples.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Groups the trainings. */
@Command(
    name = "train",
    description = "Trains networks. The same call goes on with a run that was stopped.",
    subcommands = {TrainEyesCommand.class, TrainRegressorCommand.class})
final class TrainCommand {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this help and exit.")
  boolean help;
}

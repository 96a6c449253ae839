package org.palpebra.examples.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Groups the evaluations. */
@Command(
    name = "evaluate",
    description = "Scores a bundle on labelled photos or on rendered faces.",
    subcommands = {
      EvaluateEyesCommand.class,
      EvaluateFacesCommand.class,
      EvaluateLandmarksCommand.class,
      EvaluateElamCommand.class,
      EvaluateWinksCommand.class
    })
final class EvaluateCommand {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this help and exit.")
  boolean help;
}

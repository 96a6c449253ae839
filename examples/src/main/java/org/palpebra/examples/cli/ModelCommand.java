package org.palpebra.examples.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Groups what is about face models. */
@Command(
    name = "model",
    description = "Looks at face models, converts them and fits them to landmarks.",
    subcommands = {
      ModelInfoCommand.class,
      ModelConvertCommand.class,
      ModelRenderCommand.class,
      ModelFitCommand.class
    })
final class ModelCommand {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this help and exit.")
  boolean help;
}

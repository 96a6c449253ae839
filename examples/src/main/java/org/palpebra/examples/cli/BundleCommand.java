package org.palpebra.examples.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Groups what is about bundles. */
@Command(
    name = "bundle",
    description = "Makes and checks bundles (face model + networks).",
    subcommands = {BundleInfoCommand.class, BundleVerifyCommand.class, BundleCreateCommand.class})
final class BundleCommand {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this help and exit.")
  boolean help;
}

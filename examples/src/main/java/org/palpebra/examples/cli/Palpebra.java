package org.palpebra.examples.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/**
 * The command-line program. Exit code 0 only on success, 2 for wrong usage, 1 for any failure;
 * errors are one line on standard error. {@code -Dorg.slf4j.simpleLogger.defaultLogLevel=debug}
 * adds stack traces.
 */
@Command(
    name = "palpebra",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Turns photos into 3D faces whose eyes are in the state they are in on the photo.",
    footerHeading = "%nSee 'palpebra COMMAND --help' for the options of a command.%n",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ReconstructCommand.class,
      TrackCommand.class,
      EvaluateCommand.class,
      CrossValidateCommand.class,
      AblateCommand.class,
      ModelCommand.class,
      BundleCommand.class,
      TrainCommand.class,
      ExportGraphsCommand.class,
      SynthesiseCommand.class,
      ViewerCommand.class
    })
public final class Palpebra {
  private static final Logger LOG = LoggerFactory.getLogger(Palpebra.class);

  private Palpebra() {}

  public static void main(String[] args) {
    System.exit(run(writer(System.out), writer(System.err), args));
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, Charset.defaultCharset()), true);
  }

  /** Runs one command and returns its exit code. */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    try {
      return new CommandLine(new Palpebra())
          .setOut(out)
          .setErr(err)
          .setCaseInsensitiveEnumValuesAllowed(true)
          .setUsageHelpAutoWidth(true)
          .setParameterExceptionHandler(Palpebra::wrongUsage)
          .setExecutionExceptionHandler(Palpebra::failure)
          .execute(args);
    } catch (OutOfMemoryError | LinkageError e) {
      return failure(e, err);
    }
  }

  private static int wrongUsage(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    command
        .getErr()
        .println(
            "palpebra: %s (see '%s --help')"
                .formatted(Errors.line(e), command.getCommandSpec().qualifiedName()));
    return CommandLine.ExitCode.USAGE;
  }

  private static int failure(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    return failure(e, command.getErr());
  }

  private static int failure(Throwable e, PrintWriter err) {
    LOG.debug("failed", e);
    err.println("palpebra: " + Errors.line(e));
    return CommandLine.ExitCode.SOFTWARE;
  }
}

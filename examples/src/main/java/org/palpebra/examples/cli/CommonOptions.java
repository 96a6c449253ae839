package org.palpebra.examples.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.palpebra.onnx.Device;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that every subcommand shares. */
final class CommonOptions {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  private int threads;

  @Option(
      names = "--bundle",
      paramLabel = "DIR|ZIP|embedded|embedded-synthetic",
      defaultValue = "embedded",
      description = "Face model and networks (default: ${DEFAULT-VALUE}).")
  String bundle = "embedded";

  @Option(
      names = "--device",
      paramLabel = "auto|cpu|cuda[:N]",
      defaultValue = "auto",
      converter = DeviceConverter.class,
      description =
          "Where networks run (default: ${DEFAULT-VALUE}); for trainings auto is what the plan says.")
  Device device = Device.AUTO;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the machine-readable result there.")
  @Nullable Path json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this help and exit.")
  boolean help;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "Threads to compute with (default: one per processor).")
  void threads(int count) {
    if (count < 0 && command != null) {
      throw new ParameterException(
          command.commandLine(), "--threads must not be negative, got " + count);
    }
    threads = count;
  }

  /** Whether a device was asked for; a training runs on it instead of its plan's. */
  boolean deviceNamed() {
    return device.kind() != Device.Kind.AUTO;
  }

  /** Threads asked for, or one per processor. */
  int threads() {
    return threadsOr(Runtime.getRuntime().availableProcessors());
  }

  /** Threads asked for, or so many. */
  int threadsOr(int ordinarily) {
    return threads > 0 ? threads : ordinarily;
  }

  /**
   * Writes the result to {@code --json FILE} if that was given; creates the folder.
   *
   * @param result a map, list or record
   */
  void writeJson(Object result) {
    if (json != null) {
      writeJson(json, result);
    }
  }

  /**
   * Writes a JSON file; creates the folder.
   *
   * @param result a map, list or record
   */
  static void writeJson(Path file, Object result) {
    Outputs.file(file, () -> JSON.writeValue(file.toFile(), result));
  }
}

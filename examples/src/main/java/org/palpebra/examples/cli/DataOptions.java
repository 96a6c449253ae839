package org.palpebra.examples.cli;

import java.nio.file.Path;
import org.palpebra.training.data.Split;
import picocli.CommandLine.Option;

/** Where the labelled photos are. */
final class DataOptions {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "Folder with index.csv and the images it names.")
  Path folder = Path.of("");

  @Option(
      names = "--split",
      defaultValue = Split.ALL,
      paramLabel = "S",
      description = "A value of the index's split column, or 'all' (default: ${DEFAULT-VALUE}).")
  String split = Split.ALL;
}

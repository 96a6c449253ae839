package org.palpebra.examples.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.palpebra.training.report.Report;
import org.palpebra.training.report.ReportPage;
import picocli.CommandLine.Option;

/** Where the report of an evaluation goes. */
final class ReportOptions {
  @Option(
      names = "--report",
      paramLabel = "DIR",
      description =
          "Write a web page there, index.html, with intervals, plots and the worst examples, and"
              + " scores.json.")
  private @Nullable Path folder;

  /** Makes the folder, if a report was asked for. */
  void prepare() {
    if (folder != null) {
      ReportPage.prepare(folder);
    }
  }

  /**
   * Writes page and JSON, if a report was asked for.
   *
   * @param json what --json writes, too
   */
  void write(Map<String, Object> json, Supplier<Report> report) {
    if (folder != null) {
      ReportPage.write(folder.resolve("index.html"), report.get());
      CommonOptions.writeJson(folder.resolve("scores.json"), json);
    }
  }
}

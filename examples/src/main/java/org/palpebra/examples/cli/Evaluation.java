package org.palpebra.examples.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.palpebra.spi.ModelInfo;
import org.palpebra.training.report.Evaluated;
import org.palpebra.training.report.Report;
import org.palpebra.training.report.ScoreSheet;
import org.palpebra.training.report.Section;
import picocli.CommandLine.Model.CommandSpec;

/** Publishes the scores of an evaluation: on the console, as JSON, as a report. */
final class Evaluation {
  private final CommandSpec spec;
  private final CommonOptions options;
  private final String data;
  private final String split;
  private final ReportOptions report;

  /** Of one split of a data set. */
  Evaluation(CommandSpec spec, CommonOptions options, DataOptions data, ReportOptions report) {
    this(spec, options, data.folder.toString(), data.split, report);
  }

  /**
   * @param data what was evaluated
   * @param split which part of it
   */
  Evaluation(
      CommandSpec spec, CommonOptions options, String data, String split, ReportOptions report) {
    this.spec = spec;
    this.options = options;
    this.data = data;
    this.split = split;
    this.report = report;
  }

  /**
   * Prints and writes what was asked for; all of it shows the same scores.
   *
   * @param sections of the report, made only if there is one
   */
  void publish(List<ModelInfo> models, ScoreSheet scores, Supplier<List<Section>> sections) {
    PrintWriter out = spec.commandLine().getOut();
    scores.lines().forEach(out::println);
    out.flush();
    Evaluated evaluated =
        new Evaluated(
            spec.name(), data, split, options.bundle, new Version().getVersion()[0], models);
    Map<String, Object> json = new LinkedHashMap<>(scores.toMap());
    json.put("models", evaluated.models());
    json.put("evaluated", evaluated.toMap());
    options.writeJson(json);
    report.write(json, () -> new Report(evaluated, scores, sections.get()));
  }
}

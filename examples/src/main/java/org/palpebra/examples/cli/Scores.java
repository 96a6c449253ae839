package org.palpebra.examples.cli;

import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** Prints numbers for a human. */
final class Scores {
  private Scores() {}

  /** One line per number; other values are left to the JSON file. */
  static void print(CommandSpec spec, Map<String, Object> scores) {
    PrintWriter out = spec.commandLine().getOut();
    scores.forEach(
        (key, value) -> {
          if (value instanceof Double number) {
            out.printf(java.util.Locale.ROOT, "%-26s %.4f%n", key, number);
          } else if (value instanceof Integer || value instanceof Boolean) {
            out.printf("%-26s %s%n", key, value);
          }
        });
    out.flush();
  }
}

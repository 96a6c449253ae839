package org.palpebra.benchmarks;

import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The standings for people: milliseconds per face. */
final class ReportTable {
  private static final String ROW = "%-44s  %-28s %8s %8s  %-34s %8s %8s  %6s %5s  %6s  %s%n";

  private final Standings standings;

  private ReportTable(Standings standings) {
    this.standings = standings;
  }

  static String of(Machine machine, Standings standings) {
    ReportTable table = new ReportTable(standings);
    StringBuilder out = new StringBuilder("%s%n%n".formatted(machine));
    out.append(
        ROW.formatted(
            "stage",
            "ours",
            "median",
            "fastest",
            "other",
            "median",
            "fastest",
            "ratio",
            "aim",
            "B/face",
            "largest error of ours; of the other"));
    standings.contests().forEach(contest -> out.append(table.row(contest)));
    standings
        .absent()
        .forEach(
            (entrant, reason) ->
                out.append(
                    "not measured: %s in %s: %s%n"
                        .formatted(entrant.title(), entrant.stage().getSimpleName(), reason)));
    return out.toString();
  }

  private String row(Contest contest) {
    Entrant ours = contest.ours();
    Entrant other = contest.other();
    return String.format(
        Locale.ROOT,
        ROW,
        contest.stage(),
        ours.title(),
        milliseconds(ours, Measured::median),
        milliseconds(ours, Measured::fastest),
        other.title(),
        milliseconds(other, Measured::median),
        milliseconds(other, Measured::fastest),
        standings.ratio(contest).map(r -> String.format(Locale.ROOT, "%.2f", r)).orElse("-"),
        Double.isNaN(contest.aim()) ? "" : String.format(Locale.ROOT, "%.2f", contest.aim()),
        standings
            .measured(ours)
            .map(m -> String.format(Locale.ROOT, "%.0f", m.bytes()))
            .orElse("-"),
        errors(ours) + "; " + errors(other));
  }

  private String milliseconds(Entrant entrant, ToDoubleFunction<Measured> of) {
    return standings
        .measured(entrant)
        .map(m -> String.format(Locale.ROOT, "%.3f", of.applyAsDouble(m) / 1000))
        .orElse("-");
  }

  private String errors(Entrant entrant) {
    return standings
        .measured(entrant)
        .map(
            m ->
                m.errors().entrySet().stream()
                    .map(e -> String.format(Locale.ROOT, "%.2g %s", e.getValue(), e.getKey()))
                    .collect(Collectors.joining(", ")))
        .orElse("-");
  }
}

package org.palpebra.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What all forks have measured so far, by contest. */
final class Standings {
  private static final String ROW = "%-44s  %-28s %8s %8s  %-34s %8s %8s %6s %5s  %-32s %s%n";

  private final Machine machine;
  private final List<Contest> contests;
  private final Map<Entrant, List<Measured>> forks = new LinkedHashMap<>();
  private final Map<Entrant, String> absent = new LinkedHashMap<>();

  Standings(Machine machine, List<Contest> contests) {
    this.machine = machine;
    this.contests = contests;
  }

  void add(Entrant entrant, Measured fork) {
    forks.computeIfAbsent(entrant, e -> new ArrayList<>()).add(fork);
  }

  /** A program that could not be measured. */
  void setAbsent(Entrant entrant, String reason) {
    absent.put(entrant, reason);
  }

  List<Contest> contests() {
    return contests;
  }

  /** Ours over the other's time, of the medians. */
  Optional<Double> ratio(Contest contest) {
    return ratio(measured(contest.ours()), measured(contest.other()), false);
  }

  private static Optional<Double> ratio(
      @Nullable Measured ours, @Nullable Measured other, boolean fastest) {
    if (ours == null || other == null) {
      return Optional.empty();
    }
    return Optional.of(fastest ? ours.fastest() / other.fastest() : ours.median() / other.median());
  }

  private @Nullable Measured measured(Entrant entrant) {
    List<Measured> all = forks.get(entrant);
    return all == null || absent.containsKey(entrant) ? null : Measured.of(all);
  }

  /** The table for people: milliseconds per face. */
  String table() {
    StringBuilder out = new StringBuilder(machine + System.lineSeparator().repeat(2));
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
            "error of ours; other's",
            "B/face"));
    for (Contest contest : contests) {
      out.append(row(contest));
    }
    absent.forEach(
        (entrant, reason) ->
            out.append(
                "not measured: %s, %s: %s%n"
                    .formatted(entrant.stage().getSimpleName(), entrant.title(), reason)));
    return out.toString();
  }

  private String row(Contest contest) {
    Measured ours = measured(contest.ours());
    Measured other = measured(contest.other());
    return String.format(
        Locale.ROOT,
        ROW,
        contest.stage(),
        contest.ours().title(),
        milliseconds(ours, false),
        milliseconds(ours, true),
        contest.other().title(),
        milliseconds(other, false),
        milliseconds(other, true),
        ratio(contest).map(r -> String.format(Locale.ROOT, "%.2f", r)).orElse("-"),
        Double.isNaN(contest.aim()) ? "" : String.format(Locale.ROOT, "%.2f", contest.aim()),
        errors(ours) + "; " + errors(other),
        ours == null ? "-" : String.format(Locale.ROOT, "%.0f", ours.bytes()));
  }

  private static String milliseconds(@Nullable Measured measured, boolean fastest) {
    return measured == null
        ? "-"
        : String.format(
            Locale.ROOT, "%.3f", (fastest ? measured.fastest() : measured.median()) / 1000);
  }

  private static String errors(@Nullable Measured measured) {
    return measured == null
        ? "-"
        : measured.errors().entrySet().stream()
            .map(e -> String.format(Locale.ROOT, "%.2g %s", e.getValue(), e.getKey()))
            .collect(Collectors.joining(", "));
  }

  /** All of it, numbers unrounded, microseconds per face. */
  ObjectNode json() {
    ObjectNode root = new ObjectMapper().createObjectNode();
    ObjectNode where = root.putObject("machine");
    where.put("cpu", machine.cpu());
    where.put("cores", machine.cores());
    machine.caches().forEach(where.putArray("caches")::add);
    where.put("os", machine.os());
    where.put("java", machine.java());
    where.put("compiler", machine.compiler());
    where.put("load", machine.load());
    root.put("commit", machine.commit());
    root.put("tree", machine.tree());
    root.put("when", machine.when().toString());
    ArrayNode rows = root.putArray("rows");
    for (Contest contest : contests) {
      ObjectNode row = rows.addObject();
      row.put("stage", contest.stage());
      put(row.putObject("ours"), contest.ours());
      put(row.putObject("other"), contest.other());
      Measured ours = measured(contest.ours());
      Measured other = measured(contest.other());
      ratio(ours, other, false).ifPresent(r -> row.put("ratio", r));
      ratio(ours, other, true).ifPresent(r -> row.put("ratio_of_fastest", r));
      if (!Double.isNaN(contest.aim())) {
        row.put("aim", contest.aim());
      }
    }
    return root;
  }

  private void put(ObjectNode node, Entrant entrant) {
    node.put("who", entrant.title());
    Measured measured = measured(entrant);
    if (measured == null) {
      node.put("not_measured", absent.getOrDefault(entrant, "not run"));
      return;
    }
    node.put("median_us", measured.median());
    node.put("fastest_us", measured.fastest());
    node.put("bytes_per_face", measured.bytes());
    ObjectNode errors = node.putObject("largest_error");
    measured.errors().forEach(errors::put);
  }
}

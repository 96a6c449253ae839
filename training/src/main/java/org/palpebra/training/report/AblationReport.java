package org.palpebra.training.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.palpebra.metrics.Spread;
import org.palpebra.training.regressor.AblationCell;
import org.palpebra.training.regressor.AblationRun;

/**
 * The runs of an ablation as a table in Markdown and as JSON: for each cell the mean over the
 * seeds, the standard deviation and the range.
 *
 * @param runs at least one per cell that is shown
 */
public record AblationReport(List<AblationRun> runs) {
  private static final List<Column> COLUMNS =
      List.of(
          new Column("accuracy", "accuracy, %", 100, 1),
          new Column("f1", "F1, %", 100, 1),
          new Column("refined_accuracy", "accuracy, lids refined, %", 100, 1),
          new Column("refined_f1", "F1, lids refined, %", 100, 1),
          new Column("lid_gap_error_mm", "lid gap error, mm", 1, 3),
          new Column("lip_gap_error_mm", "lip gap error, mm", 1, 3),
          new Column("nme_percent_landmarks300w", "NME `landmarks300w`, %", 1, 2),
          new Column("nme_percent_faces68", "NME `faces68`, %", 1, 2),
          new Column("not_found", "not found", 1, 1));

  /**
   * @param name among {@link org.palpebra.training.regressor.AblationScores#byName}
   * @param factor from the score's unit to the table's
   */
  private record Column(String name, String heading, double factor, int digits) {
    String text(Spread spread) {
      String range = "(%s–%s)".formatted(number(spread.min()), number(spread.max()));
      return Double.isNaN(spread.deviation())
          ? number(spread.mean())
          : "%s ± %s %s".formatted(number(spread.mean()), number(spread.deviation()), range);
    }

    private String number(double value) {
      return String.format(Locale.ROOT, "%." + digits + "f", factor * value);
    }
  }

  /** A table, mean ± standard deviation (smallest–greatest). */
  public List<String> lines() {
    List<String> heads = new ArrayList<>(List.of("ELAM", "LDL", "seeds"));
    List<String> rules = new ArrayList<>(List.of("---", "---", "---:"));
    for (Column column : COLUMNS) {
      heads.add(column.heading());
      rules.add("---:");
    }
    List<String> lines = new ArrayList<>(List.of(row(heads), row(rules)));
    byCell()
        .forEach(
            (cell, own) -> {
              List<String> row =
                  new ArrayList<>(
                      List.of(
                          cell.elam() ? "yes" : "no", pairs(cell), Integer.toString(own.size())));
              Map<String, Spread> spreads = spreads(own);
              COLUMNS.forEach(
                  column ->
                      row.add(column.text(Objects.requireNonNull(spreads.get(column.name())))));
              lines.add(row(row));
            });
    return lines;
  }

  private static String row(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }

  private static String pairs(AblationCell cell) {
    return switch (cell.localDynamic()) {
      case OFF -> "off";
      case MOUTH -> "mouth";
      case EYES_AND_MOUTH -> "eyes, mouth";
    };
  }

  /** For JSON: every cell with its spreads and its runs; unrounded, fractions as such. */
  public Map<String, Object> toMap() {
    List<Object> cells = new ArrayList<>();
    byCell()
        .forEach(
            (cell, own) -> {
              Map<String, Object> map = new LinkedHashMap<>();
              map.put("cell", cell.name());
              map.put("elam", cell.elam());
              map.put("local_dynamic", cell.localDynamic().name().toLowerCase(Locale.ROOT));
              Map<String, Object> spreads = new LinkedHashMap<>();
              spreads(own).forEach((name, spread) -> spreads.put(name, map(spread)));
              map.put("spread", spreads);
              map.put("runs", own.stream().map(AblationReport::map).toList());
              cells.add(map);
            });
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("cells", cells);
    return json;
  }

  private static Map<String, Object> map(Spread spread) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("mean", spread.mean());
    if (!Double.isNaN(spread.deviation())) {
      map.put("deviation", spread.deviation());
    }
    map.put("min", spread.min());
    map.put("max", spread.max());
    return map;
  }

  private static Map<String, Object> map(AblationRun run) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("seed", run.seed());
    map.putAll(run.scores().byName());
    return map;
  }

  private Map<AblationCell, List<AblationRun>> byCell() {
    Map<AblationCell, List<AblationRun>> cells = new LinkedHashMap<>();
    for (AblationRun run : runs) {
      cells.computeIfAbsent(run.cell(), cell -> new ArrayList<>()).add(run);
    }
    return cells;
  }

  private static Map<String, Spread> spreads(List<AblationRun> runs) {
    Map<String, List<Double>> figures = new LinkedHashMap<>();
    for (AblationRun run : runs) {
      run.scores()
          .byName()
          .forEach(
              (name, figure) ->
                  figures.computeIfAbsent(name, key -> new ArrayList<>()).add(figure));
    }
    Map<String, Spread> spreads = new LinkedHashMap<>();
    figures.forEach((name, values) -> spreads.put(name, Spread.of(values)));
    return spreads;
  }
}

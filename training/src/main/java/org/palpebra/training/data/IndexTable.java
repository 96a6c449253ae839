package org.palpebra.training.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.palpebra.PalpebraException;

/** An {@code index.csv}: a header line, then one line per item, without quoting. Immutable. */
final class IndexTable {
  private final Path images;
  private final Path file;
  private final Map<String, Integer> columns;
  private final List<Row> rows;

  /** One line; numbers count from 1 as editors do. */
  final class Row {
    private final int line;
    private final String[] cells;

    private Row(int line, String[] cells) {
      this.line = line;
      this.cells = cells;
    }

    String text(String column) {
      String value = cells[Objects.requireNonNull(columns.get(column))].strip();
      if (value.isEmpty()) {
        throw error(column, "is empty");
      }
      return value;
    }

    float number(String column) {
      String value = text(column);
      float number;
      try {
        number = Float.parseFloat(value);
      } catch (NumberFormatException e) {
        throw error(column, "is not a number: " + value);
      }
      if (!Float.isFinite(number)) {
        throw error(column, "is not a finite number: " + value);
      }
      return number;
    }

    /** True for {@code yes}, false for {@code no}. */
    boolean either(String column, String yes, String no) {
      String value = text(column);
      if (!value.equals(yes) && !value.equals(no)) {
        throw error(column, "must be %s or %s, got %s".formatted(yes, no, value));
      }
      return value.equals(yes);
    }

    /** The file named in a column, which must lie where the data set's images are. */
    Path path(String column) {
      Path path = images.resolve(text(column)).normalize();
      if (!path.startsWith(images)) {
        throw error(column, "leaves the folder of the index: " + text(column));
      }
      return path;
    }

    PalpebraException error(String column, String problem) {
      return new PalpebraException(
          "%s, line %d, column %s: %s".formatted(file, line, column, problem));
    }
  }

  private IndexTable(Path folder, Path file, String[] header, List<String> required) {
    Path within = folder.normalize().resolve("images");
    this.images = Files.isDirectory(within) ? within : folder.normalize();
    this.file = file;
    this.columns = new HashMap<>();
    this.rows = new ArrayList<>();
    for (int i = 0; i < header.length; i++) {
      columns.put(header[i].strip(), i);
    }
    for (String column : required) {
      if (!columns.containsKey(column)) {
        throw new PalpebraException(
            "%s, line 1: has no column %s; is it the index of another data set?"
                .formatted(file, column));
      }
    }
  }

  /** Reads {@code index.csv} of a folder, which must have the given columns. */
  static IndexTable read(Path folder, List<String> required) {
    Path file = folder.resolve("index.csv");
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new PalpebraException(file + ": no such file; a data set has an index.csv", e);
    } catch (IOException e) {
      throw new PalpebraException("%s: cannot be read (%s)".formatted(file, e.getMessage()), e);
    }
    if (lines.isEmpty()) {
      throw new PalpebraException(file + ": is empty, expected a header line");
    }
    String[] header = lines.get(0).split(",", -1);
    IndexTable table = new IndexTable(folder, file, header, required);
    for (int i = 1; i < lines.size(); i++) {
      table.add(i + 1, lines.get(i), header.length);
    }
    return table;
  }

  private void add(int line, String text, int width) {
    if (text.isBlank()) {
      return;
    }
    String[] cells = text.split(",", -1);
    if (cells.length != width) {
      throw new PalpebraException(
          "%s, line %d: has %d cells, the header has %d"
              .formatted(file, line, cells.length, width));
    }
    rows.add(new Row(line, cells));
  }

  boolean has(String column) {
    return columns.containsKey(column);
  }

  List<Row> rows() {
    return rows;
  }
}

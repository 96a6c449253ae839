package org.palpebra.training.report;

import java.util.List;

/**
 * A table of texts.
 *
 * @param header one text per column
 * @param rows as many texts each
 */
public record Table(List<String> header, List<List<String>> rows) {
  public Table {
    header = List.copyOf(header);
    rows = List.copyOf(rows);
  }
}

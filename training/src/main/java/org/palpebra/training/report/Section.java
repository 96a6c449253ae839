package org.palpebra.training.report;

import java.util.List;

/**
 * A part of a report, shown in this order: title, texts, tables, figures.
 *
 * @param paragraphs texts
 */
public record Section(
    String title, List<String> paragraphs, List<Table> tables, List<Figure> figures) {
  public Section {
    paragraphs = List.copyOf(paragraphs);
    tables = List.copyOf(tables);
    figures = List.copyOf(figures);
  }
}

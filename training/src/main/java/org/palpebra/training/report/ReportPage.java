package org.palpebra.training.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import javax.xml.stream.XMLStreamException;
import org.palpebra.PalpebraException;
import org.palpebra.internal.AtomicFiles;
import org.palpebra.spi.ModelInfo;

/**
 * A report as one HTML file, pictures included: nothing is loaded from elsewhere, and nothing needs
 * JavaScript. The HTML is well-formed XML. Thread-safe.
 */
public final class ReportPage {
  private static final String STYLE =
      """
      body { font: 16px/1.5 sans-serif; margin: 2em auto; max-width: 72em; padding: 0 1em; color: #222; }
      table { border-collapse: collapse; margin: 1em 0; }
      th, td { border: 1px solid #ccc; padding: .25em .7em; text-align: left; overflow-wrap: anywhere; }
      th { background: #f2f2f2; white-space: nowrap; }
      figure { display: inline-block; margin: 0 1.5em 1.5em 0; vertical-align: top; max-width: 100%; }
      figure img { max-width: 100%; border: 1px solid #ddd; image-rendering: auto; }
      figcaption { font-size: 85%; max-width: 18em; overflow-wrap: anywhere; }
      """;

  private ReportPage() {}

  /**
   * Makes the folder of a report if it is not there, so that a wrong one is known before a long
   * evaluation.
   *
   * @throws PalpebraException in one line if it is a file or cannot be written to
   */
  public static void prepare(Path folder) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new PalpebraException(
          "%s: is a file; give the name of a folder for the report".formatted(folder));
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new PalpebraException(
          "%s: the folder for the report cannot be made; a part of its path is a file or must not"
                  .formatted(folder)
              + " be written to",
          e);
    }
    if (!Files.isWritable(folder)) {
      throw new PalpebraException(
          "%s: cannot be written to; check its permissions or give another folder for the report"
              .formatted(folder));
    }
  }

  /**
   * Writes the page, as a whole or not at all.
   *
   * @throws PalpebraException if the file cannot be written
   */
  public static void write(Path file, Report report) {
    AtomicFiles.write(file, stream -> write(stream, report));
  }

  private static void write(OutputStream stream, Report report) throws IOException {
    try {
      Markup html = new Markup(stream);
      String title = "Palpebra: evaluation of " + report.evaluated().what();
      html.element(
          "html",
          () -> {
            html.element("head", () -> head(html, title));
            html.element("body", () -> body(html, title, report));
          },
          "lang",
          "en",
          "xmlns",
          "http://www.w3.org/1999/xhtml");
      html.end();
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
  }

  private static void head(Markup html, String title) throws XMLStreamException {
    html.empty("meta", "charset", "utf-8");
    html.empty("meta", "name", "viewport", "content", "width=device-width");
    html.text("title", title);
    html.text("style", STYLE);
  }

  private static void body(Markup html, String title, Report report) throws XMLStreamException {
    html.text("h1", title);
    evaluated(html, report.evaluated());
    scores(html, report.scores().scores());
    for (Section section : report.sections()) {
      html.text("h2", section.title());
      for (String paragraph : section.paragraphs()) {
        html.text("p", paragraph);
      }
      for (Table table : section.tables()) {
        table(html, table);
      }
      for (Figure figure : section.figures()) {
        figure(html, figure);
      }
    }
  }

  private static void evaluated(Markup html, Evaluated evaluated) throws XMLStreamException {
    html.text("h2", "What was evaluated");
    table(
        html,
        new Table(
            List.of("", ""),
            evaluated.toMap().entrySet().stream()
                .map(entry -> List.of(entry.getKey(), entry.getValue().toString()))
                .toList()));
    table(
        html,
        new Table(
            List.of("model", "device", "provider", "SHA-256", "licence"),
            evaluated.models().stream().map(ReportPage::row).toList()));
  }

  private static List<String> row(ModelInfo model) {
    return List.of(
        model.name(),
        model.device(),
        model.provider(),
        model.sha256().isEmpty() ? "not known" : model.sha256(),
        model.licence());
  }

  /** The unrounded numbers stand in the data elements. */
  private static void scores(Markup html, List<Score> scores) throws XMLStreamException {
    html.text("h2", "Scores");
    html.element(
        "table",
        () -> {
          header(html, List.of("score", "value", "95 % interval", "of the interval"));
          for (Score score : scores) {
            html.element(
                "tr",
                () -> {
                  html.text("td", score.name());
                  html.element(
                      "td",
                      () ->
                          html.text(
                              "data",
                              score.text(),
                              "value",
                              score.value().toString(),
                              "id",
                              score.name()));
                  html.text("td", score.intervalText());
                  html.text("td", score.hasInterval() ? score.method() : "");
                });
          }
        });
  }

  private static void table(Markup html, Table table) throws XMLStreamException {
    html.element(
        "table",
        () -> {
          if (table.header().stream().anyMatch(text -> !text.isEmpty())) {
            header(html, table.header());
          }
          for (List<String> row : table.rows()) {
            html.element(
                "tr",
                () -> {
                  for (String cell : row) {
                    html.text("td", cell);
                  }
                });
          }
        });
  }

  private static void header(Markup html, List<String> names) throws XMLStreamException {
    html.element(
        "tr",
        () -> {
          for (String name : names) {
            html.text("th", name);
          }
        });
  }

  private static void figure(Markup html, Figure figure) throws XMLStreamException {
    html.element(
        "figure",
        () -> {
          html.empty(
              "img",
              "alt",
              figure.description(),
              "width",
              Integer.toString(figure.width()),
              "src",
              "data:image/png;base64," + Base64.getEncoder().encodeToString(figure.png()));
          html.element(
              "figcaption",
              () -> {
                for (String line : figure.caption()) {
                  html.text("div", line);
                }
              });
        });
  }
}

package org.palpebra.training.report;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes HTML that is well-formed XML. Whatever comes as text or attribute is escaped; characters
 * that XML forbids become U+FFFD.
 */
final class Markup {
  private final XMLStreamWriter out;

  /** Writes what stands inside an element. */
  interface Content {
    void write() throws XMLStreamException;
  }

  Markup(OutputStream stream) throws XMLStreamException {
    out =
        XMLOutputFactory.newDefaultFactory()
            .createXMLStreamWriter(stream, StandardCharsets.UTF_8.name());
    out.writeDTD("<!DOCTYPE html>\n");
  }

  /** An element with content; attributes are name, value, name, value … */
  void element(String name, Content content, String... attributes) throws XMLStreamException {
    out.writeStartElement(name);
    attributes(attributes);
    content.write();
    out.writeEndElement();
    out.writeCharacters("\n");
  }

  /** An element with text only. */
  void text(String name, String text, String... attributes) throws XMLStreamException {
    element(name, () -> out.writeCharacters(legal(text)), attributes);
  }

  /** An element that HTML knows as void, such as {@code img}. */
  void empty(String name, String... attributes) throws XMLStreamException {
    out.writeEmptyElement(name);
    attributes(attributes);
  }

  private void attributes(String... attributes) throws XMLStreamException {
    for (int i = 0; i < attributes.length; i += 2) {
      out.writeAttribute(attributes[i], legal(attributes[i + 1]));
    }
  }

  void end() throws XMLStreamException {
    out.writeEndDocument();
    out.flush();
  }

  /** The characters of XML 1.0, without unpaired surrogates. */
  static String legal(String text) {
    StringBuilder result = new StringBuilder(text.length());
    text.codePoints().map(c -> legal(c) ? c : 0xfffd).forEach(result::appendCodePoint);
    return result.toString();
  }

  private static boolean legal(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= 0x20 && c < 0xd800)
        || (c >= 0xe000 && c < 0xfffe)
        || c >= 0x10000;
  }
}

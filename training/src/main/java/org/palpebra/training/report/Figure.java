package org.palpebra.training.report;

import java.util.List;

/**
 * A picture with a caption.
 *
 * @param png a PNG file's bytes, by reference
 * @param width to show it at, in CSS pixels
 * @param description for who does not see it
 * @param caption lines below it
 */
public record Figure(byte[] png, int width, String description, List<String> caption) {
  public Figure {
    caption = List.copyOf(caption);
  }
}

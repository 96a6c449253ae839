package org.palpebra.examples.viewer;

import java.util.Locale;

/**
 * The body of an answer.
 *
 * @param bytes by reference, not to be written to
 * @param type for the header {@code Content-Type}
 */
record Content(byte[] bytes, String type) {
  /** A file whose type its name tells. */
  static Content of(String name, byte[] bytes) {
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    String type =
        switch (extension) {
          case "html" -> "text/html; charset=utf-8";
          case "css" -> "text/css; charset=utf-8";
          case "js" -> "text/javascript; charset=utf-8";
          case "svg" -> "image/svg+xml";
          case "json" -> "application/json";
          case "png" -> "image/png";
          case "glb" -> "model/gltf-binary";
          default -> throw new IllegalArgumentException("unknown kind of file: " + name);
        };
    return new Content(bytes, type);
  }
}

package org.palpebra.examples.viewer;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads photos out of requests. */
final class Uploads {
  private static final Pattern TYPES = Pattern.compile("image/.*|application/octet-stream");
  private static final int LONGEST_NAME = 80;

  /** How many times the limit is read and thrown away, so that the browser gets to the answer. */
  private static final int PATIENCE = 4;

  private final ViewerLimits limits;

  Uploads(ViewerLimits limits) {
    this.limits = limits;
  }

  /**
   * The body of a request.
   *
   * @throws Refusal if it is missing, too large or not declared as an image
   */
  byte[] photo(HttpExchange exchange) throws IOException, Refusal {
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (type == null || !TYPES.matcher(type).matches()) {
      throw new Refusal(415, "send the photo itself, with Content-Type image/jpeg or the like");
    }
    InputStream body = exchange.getRequestBody();
    byte[] photo = body.readNBytes(limits.bytes() + 1);
    if (photo.length > limits.bytes()) {
      discard(body, (long) PATIENCE * limits.bytes());
      throw new Refusal(
          413, "the file is too large: " + limits.accepted() + "; scale the photo down");
    }
    if (photo.length == 0) {
      throw new Refusal(400, "the request has no content; send the photo itself");
    }
    return photo;
  }

  private static void discard(InputStream body, long most) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long left = most;
    int read = 0;
    while (left > 0 && read >= 0) {
      read = body.read(buffer);
      left -= read;
    }
  }

  /**
   * The name in the header {@code X-Photo-Name} (percent-encoded), without folders and control
   * characters; {@code photo} if there is none.
   */
  static String name(@Nullable String header) {
    String name = "";
    try {
      // URLDecoder takes a plus for a space
      String encoded = header == null ? "" : header.replace("+", "%2B");
      name = URLDecoder.decode(encoded, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // not percent-encoded: a name is not worth refusing the photo
    }
    name = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    name = name.replaceAll("\\p{C}", "").strip();
    if (name.isEmpty()) {
      return "photo";
    }
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "…";
  }
}

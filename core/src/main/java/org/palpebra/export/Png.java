package org.palpebra.export;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.palpebra.FaceImage;

/** PNG files, 8-bit sRGB without alpha. */
final class Png {
  private Png() {}

  static void write(FaceImage image, OutputStream out) throws IOException {
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      if (!ImageIO.write(image.toBufferedImage(), "png", stream)) {
        throw new IOException("this Java runtime has no PNG writer");
      }
    }
  }

  static byte[] encode(FaceImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    write(image, out);
    return out.toByteArray();
  }
}

package org.palpebra.onnx.opencv;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * What a file says about itself before its pixels are decoded.
 *
 * @param format which decoder it needs
 * @param complete whether the end of the file is there
 */
record ImageHeader(Format format, int width, int height, boolean complete) {
  /** The formats that can be read. */
  enum Format {
    JPEG,
    PNG,
    BMP,
    GIF,
    TIFF,
    WEBP
  }

  /** The header, or null if this is not an image in a known format. */
  static @Nullable ImageHeader parse(byte[] file) {
    Format format = format(file);
    if (format == null) {
      return null;
    }
    try {
      int[] size = format == Format.WEBP ? webpSize(file) : size(file);
      return size == null || size[0] < 1 || size[1] < 1
          ? null
          : new ImageHeader(format, size[0], size[1], complete(format, file));
    } catch (IOException | RuntimeException e) {
      return null; // a signature followed by rubbish is not an image either
    }
  }

  private static @Nullable Format format(byte[] file) {
    if (startsWith(file, 0, 0xff, 0xd8, 0xff)) {
      return Format.JPEG;
    } else if (startsWith(file, 0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n')) {
      return Format.PNG;
    } else if (startsWith(file, 0, 'B', 'M')) {
      return Format.BMP;
    } else if (startsWith(file, 0, 'G', 'I', 'F', '8')) {
      return Format.GIF;
    } else if (startsWith(file, 0, 'I', 'I', 42, 0) || startsWith(file, 0, 'M', 'M', 0, 42)) {
      return Format.TIFF;
    } else if (startsWith(file, 0, 'R', 'I', 'F', 'F') && startsWith(file, 8, 'W', 'E', 'B', 'P')) {
      return Format.WEBP;
    }
    return null;
  }

  private static int @Nullable [] size(byte[] file) throws IOException {
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        return null;
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        return new int[] {reader.getWidth(0), reader.getHeight(0)};
      } finally {
        reader.dispose();
      }
    }
  }

  /** The three layouts of the WebP container (lossy, lossless, extended). */
  private static int @Nullable [] webpSize(byte[] f) {
    if (startsWith(f, 12, 'V', 'P', '8', ' ')) {
      return new int[] {(int) little(f, 26, 2) & 0x3fff, (int) little(f, 28, 2) & 0x3fff};
    } else if (startsWith(f, 12, 'V', 'P', '8', 'L')) {
      long bits = little(f, 21, 4);
      return new int[] {(int) (bits & 0x3fff) + 1, (int) (bits >> 14 & 0x3fff) + 1};
    } else if (startsWith(f, 12, 'V', 'P', '8', 'X')) {
      return new int[] {(int) little(f, 24, 3) + 1, (int) little(f, 27, 3) + 1};
    }
    return null;
  }

  private static boolean complete(Format format, byte[] file) {
    return switch (format) {
      case JPEG -> jpegEnds(file);
      case PNG -> pngEnds(file);
      case WEBP -> file.length >= little(file, 4, 4) + 8;
      case BMP -> file.length >= little(file, 2, 4);
      case GIF, TIFF -> true; // their decoder says so itself
    };
  }

  /** Walks the segments to the end-of-image marker. */
  private static boolean jpegEnds(byte[] f) {
    int i = 2;
    while (i + 1 < f.length) {
      int marker = f[i + 1] & 0xff;
      if ((f[i] & 0xff) != 0xff) {
        i++; // inside entropy-coded data
      } else if (marker == 0xd9) {
        return true;
      } else if (marker == 0xff) {
        i++; // fill byte
      } else if (marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
        i += 2; // stuffed zero, restart: no length follows
      } else {
        i += 2 + (i + 3 < f.length ? (f[i + 2] & 0xff) << 8 | (f[i + 3] & 0xff) : 2);
      }
    }
    return false;
  }

  private static boolean pngEnds(byte[] f) {
    long i = 8;
    while (i + 12 <= f.length) {
      int at = (int) i;
      if (startsWith(f, at + 4, 'I', 'E', 'N', 'D')) {
        return true;
      }
      i += 12 + big(f, at);
    }
    return false;
  }

  private static long big(byte[] f, int at) {
    return (f[at] & 0xffL) << 24
        | (f[at + 1] & 0xff) << 16
        | (f[at + 2] & 0xff) << 8
        | (f[at + 3] & 0xff);
  }

  private static long little(byte[] f, int at, int bytes) {
    long value = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      value = value << 8 | (f[at + i] & 0xff);
    }
    return value;
  }

  private static boolean startsWith(byte[] file, int at, int... signature) {
    if (file.length < at + signature.length) {
      return false;
    }
    for (int i = 0; i < signature.length; i++) {
      if ((file[at + i] & 0xff) != signature[i]) {
        return false;
      }
    }
    return true;
  }
}

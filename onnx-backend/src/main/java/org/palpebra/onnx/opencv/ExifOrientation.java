package org.palpebra.onnx.opencv;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.palpebra.FaceImage;

/**
 * The EXIF orientation tag (0x0112): how a stored picture has to be turned to stand upright. After
 * <i>Exif 2.32</i>, section 4.6.4 A, and the containers' own rules of where the block lies.
 */
final class ExifOrientation {
  private static final int TAG = 0x0112;
  private static final int SHORT = 3;

  private ExifOrientation() {}

  /** 1 to 8; 1 (upright) where there is no tag or it cannot be read. */
  static int of(ImageHeader.Format format, byte[] file) {
    try {
      return switch (format) {
        case JPEG -> jpeg(ByteBuffer.wrap(file));
        case PNG -> png(ByteBuffer.wrap(file));
        case WEBP -> webp(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN));
        case TIFF -> tiff(ByteBuffer.wrap(file));
        case BMP, GIF -> 1;
      };
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
      return 1; // a broken tag block does not make the picture unreadable
    }
  }

  private static int jpeg(ByteBuffer f) {
    for (int at = 2; (f.getShort(at) & 0xff00) == 0xff00; ) {
      int marker = f.get(at + 1) & 0xff;
      int length = f.getShort(at + 2) & 0xffff;
      if (marker == 0xda) {
        return 1;
      }
      if (marker == 0xe1 && f.getInt(at + 4) == 0x45786966 && f.getShort(at + 8) == 0) {
        return tiff(f.slice(at + 10, length - 8));
      }
      at += 2 + length;
    }
    return 1;
  }

  private static int png(ByteBuffer f) {
    for (int at = 8; ; at = Math.addExact(at + 12, f.getInt(at))) {
      int type = f.getInt(at + 4);
      if (type == 0x65584966) { // eXIf
        return tiff(f.slice(at + 8, f.getInt(at)));
      } else if (type == 0x49454e44) { // IEND
        return 1;
      }
    }
  }

  private static int webp(ByteBuffer f) {
    for (int at = 12; ; ) {
      int type = f.getInt(at);
      int length = f.getInt(at + 4);
      if (type == 0x46495845) { // EXIF
        boolean prefixed = f.getInt(at + 8) == 0x66697845;
        return tiff(f.slice(at + (prefixed ? 14 : 8), length - (prefixed ? 6 : 0)));
      }
      at = Math.addExact(at, Math.addExact(8 + (length & 1), length));
    }
  }

  private static int tiff(ByteBuffer block) {
    block.order(block.getShort(0) == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = block.getInt(4);
    int entries = block.getShort(directory) & 0xffff;
    for (int i = 0; i < entries; i++) {
      int at = directory + 2 + 12 * i;
      if (block.getShort(at) == TAG && block.getShort(at + 2) == SHORT) {
        int value = block.getShort(at + 8);
        return value >= 1 && value <= 8 ? value : 1;
      }
    }
    return 1;
  }

  /**
   * The upright picture.
   *
   * @param orientation 1 to 8; for 1 the image itself is returned
   */
  static FaceImage upright(FaceImage stored, int orientation) {
    if (orientation == 1) {
      return stored;
    }
    int w = stored.width();
    int h = stored.height();
    boolean transposed = orientation >= 5;
    int outWidth = transposed ? h : w;
    int outHeight = transposed ? w : h;
    byte[] in = stored.rgb();
    byte[] out = new byte[in.length];
    for (int y = 0, o = 0; y < outHeight; y++) {
      for (int x = 0; x < outWidth; x++, o += 3) {
        // where the upright pixel (x, y) lies in the stored picture
        int sx =
            switch (orientation) {
              case 2, 3 -> w - 1 - x;
              case 5, 6 -> y;
              case 7, 8 -> w - 1 - y;
              default -> x;
            };
        int sy =
            switch (orientation) {
              case 3, 4 -> h - 1 - y;
              case 5, 8 -> x;
              case 6, 7 -> h - 1 - x;
              default -> y;
            };
        System.arraycopy(in, 3 * (sy * w + sx), out, o, 3);
      }
    }
    return new FaceImage(outWidth, outHeight, out);
  }
}

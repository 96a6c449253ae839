package org.palpebra.onnx.opencv;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;
import org.opencv.core.CvException;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.imgcodecs.Imgcodecs;
import org.palpebra.FaceImage;
import org.palpebra.PalpebraException;

/**
 * Reads photos: JPEG (also grey and CMYK), PNG (also 16 bits, palette, alpha), WebP, BMP, GIF
 * (first frame) and TIFF (first page). The EXIF orientation is applied, transparent pixels are
 * blended onto mid-grey, 16-bit samples are rounded to 8 bits. Colour profiles are ignored: pixels
 * are taken for sRGB.
 *
 * <p>The size is read from the header before anything is decoded. Stateless, thread-safe.
 */
public final class ImageReader {
  /** Pixels that a photo may have by default: 134 million, 400 MB decoded. */
  public static final long DEFAULT_MAX_PIXELS = 1L << 27;

  private static final int MIN_SIDE = 16;
  private static final long MAX_BYTES = 1L << 29;

  private final long maxPixels;

  public ImageReader() {
    this(DEFAULT_MAX_PIXELS);
  }

  /**
   * @param maxPixels width times height beyond which a photo is refused, at least 1
   */
  public ImageReader(long maxPixels) {
    if (maxPixels < 1) {
      throw new IllegalArgumentException("maxPixels must be at least 1, got " + maxPixels);
    }
    this.maxPixels = maxPixels;
  }

  /**
   * Reads one photo.
   *
   * @throws PalpebraException one line naming the file and the reason if it cannot be read
   */
  public FaceImage read(Path file) {
    String name = file.toString();
    if (Files.isDirectory(file)) {
      throw new PalpebraException(name + ": is a folder, expected an image file");
    }
    if (!Files.exists(file)) {
      throw new PalpebraException(name + ": no such file");
    }
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new PalpebraException(
            "%s: has %d bytes, at most %d are read".formatted(name, Files.size(file), MAX_BYTES));
      }
      return decode(Files.readAllBytes(file), name);
    } catch (IOException e) {
      throw new PalpebraException(name + ": cannot be read (" + e.getMessage() + ")", e);
    }
  }

  /**
   * Decodes the bytes of an image file.
   *
   * @param name for messages
   * @throws PalpebraException one line naming the file and the reason if it cannot be decoded
   */
  public FaceImage decode(byte[] file, String name) {
    if (file.length == 0) {
      throw new PalpebraException(name + ": is empty (0 bytes)");
    }
    ImageHeader header = ImageHeader.parse(file);
    if (header == null) {
      throw new PalpebraException(
          name + ": is not a readable JPEG, PNG, WebP, BMP, GIF or TIFF image");
    }
    check(header, name);
    FaceImage stored =
        switch (header.format()) {
          case GIF, TIFF -> decodeJava(file);
          default -> decodeOpenCv(file);
        };
    if (stored == null) {
      throw new PalpebraException(
          "%s: the %s data is damaged or truncated".formatted(name, header.format()));
    }
    return ExifOrientation.upright(stored, ExifOrientation.of(header.format(), file));
  }

  private void check(ImageHeader header, String name) {
    if (Math.min(header.width(), header.height()) < MIN_SIDE) {
      throw new PalpebraException(
          "%s: %d×%d pixels are too few for a face, each side needs at least %d"
              .formatted(name, header.width(), header.height(), MIN_SIDE));
    }
    if ((long) header.width() * header.height() > maxPixels) {
      throw new PalpebraException(
          "%s: %d×%d pixels are more than the %d that are accepted; scale the photo down"
              .formatted(name, header.width(), header.height(), maxPixels));
    }
    if (!header.complete()) {
      throw new PalpebraException(
          "%s: is truncated, the end of the %s data is missing".formatted(name, header.format()));
    }
  }

  private static @Nullable FaceImage decodeJava(byte[] file) {
    try {
      // closed by ImageIO
      BufferedImage image =
          ImageIO.read(new MemoryCacheImageInputStream(new ByteArrayInputStream(file)));
      return image == null ? null : FaceImage.of(image);
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  private static @Nullable FaceImage decodeOpenCv(byte[] file) {
    OpenCv.load();
    MatOfByte encoded = new MatOfByte(file);
    Mat decoded = null;
    try {
      decoded = Imgcodecs.imdecode(encoded, Imgcodecs.IMREAD_UNCHANGED);
      return decoded.empty() ? null : toImage(decoded);
    } catch (CvException e) {
      return null;
    } finally {
      encoded.release();
      if (decoded != null) {
        decoded.release();
      }
    }
  }

  /** Grey, BGR or BGRA, 8 or 16 bits per sample. */
  private static FaceImage toImage(Mat mat) {
    int channels = mat.channels();
    int pixels = mat.rows() * mat.cols();
    byte[] samples = eightBits(mat, pixels * channels);
    byte[] rgb = new byte[Math.multiplyExact(3, pixels)];
    boolean colour = channels >= 3;
    for (int i = 0, in = 0, out = 0; i < pixels; i++, in += channels, out += 3) {
      int alpha =
          channels == 4 ? samples[in + 3] & 0xff : channels == 2 ? samples[in + 1] & 0xff : 255;
      rgb[out] = overGrey(samples[in + (colour ? 2 : 0)], alpha);
      rgb[out + 1] = overGrey(samples[in + (colour ? 1 : 0)], alpha);
      rgb[out + 2] = overGrey(samples[in], alpha);
    }
    return new FaceImage(mat.cols(), mat.rows(), rgb);
  }

  private static byte[] eightBits(Mat mat, int count) {
    byte[] samples = new byte[count];
    if (mat.depth() == CvType.CV_16U) {
      short[] wide = new short[count];
      mat.get(0, 0, wide);
      for (int i = 0; i < count; i++) {
        samples[i] = (byte) (((wide[i] & 0xffff) * 255 + 32767) / 65535);
      }
    } else {
      mat.get(0, 0, samples);
    }
    return samples;
  }

  private static byte overGrey(byte sample, int alpha) {
    return alpha == 255
        ? sample
        : (byte) (((sample & 0xff) * alpha + 128 * (255 - alpha) + 127) / 255);
  }
}

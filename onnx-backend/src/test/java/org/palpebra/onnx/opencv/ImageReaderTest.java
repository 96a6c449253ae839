package org.palpebra.onnx.opencv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.Scalar;
import org.opencv.imgcodecs.Imgcodecs;
import org.palpebra.FaceImage;
import org.palpebra.PalpebraException;

class ImageReaderTest {
  private static final int W = 48;
  private static final int H = 32;

  @TempDir Path temp;

  private final ImageReader reader = new ImageReader();

  /** Upright: red top-left, green top-right, blue bottom-left, white bottom-right. */
  private static Color quadrant(double x, double y) {
    return y < 0.5 ? (x < 0.5 ? Color.RED : Color.GREEN) : (x < 0.5 ? Color.BLUE : Color.WHITE);
  }

  /**
   * The upright picture stored under an orientation. The table is that of the EXIF standard: which
   * visual side the stored row 0 and the stored column 0 are.
   */
  private static BufferedImage stored(int orientation) {
    String sides =
        new String[] {
              "top left", "top right", "bottom right", "bottom left",
              "left top", "right top", "right bottom", "left bottom"
            }
            [orientation - 1];
    String row0 = sides.split(" ", -1)[0];
    String column0 = sides.split(" ", -1)[1];
    boolean rowsAreColumns = row0.equals("left") || row0.equals("right");
    int width = rowsAreColumns ? H : W;
    int height = rowsAreColumns ? W : H;
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int r = 0; r < height; r++) {
      for (int c = 0; c < width; c++) {
        double fromRow0 = (r + 0.5) / height;
        double fromColumn0 = (c + 0.5) / width;
        double x = 0;
        double y = 0;
        switch (row0) {
          case "top" -> y = fromRow0;
          case "bottom" -> y = 1 - fromRow0;
          case "left" -> x = fromRow0;
          default -> x = 1 - fromRow0;
        }
        switch (column0) {
          case "top" -> y = fromColumn0;
          case "bottom" -> y = 1 - fromColumn0;
          case "left" -> x = fromColumn0;
          default -> x = 1 - fromColumn0;
        }
        image.setRGB(c, r, quadrant(x, y).getRGB());
      }
    }
    return image;
  }

  private static byte[] encode(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertTrue(ImageIO.write(image, format, out), format);
    return out.toByteArray();
  }

  private static byte[] tiffBlock(int orientation, boolean little) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    if (little) {
      out.write(new byte[] {'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0});
      out.write(new byte[] {0x12, 0x01, 3, 0, 1, 0, 0, 0, (byte) orientation, 0, 0, 0});
    } else {
      out.write(new byte[] {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1});
      out.write(new byte[] {0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte) orientation, 0, 0});
    }
    out.writeInt(0);
    return bytes.toByteArray();
  }

  private static byte[] withExif(byte[] file, String format, byte[] block) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    if (format.equals("jpg")) {
      out.write(file, 0, 2);
      out.writeShort(0xffe1);
      out.writeShort(2 + 6 + block.length);
      out.write(new byte[] {'E', 'x', 'i', 'f', 0, 0});
      out.write(block);
      out.write(file, 2, file.length - 2);
    } else {
      int afterHeader = 8 + 25;
      out.write(file, 0, afterHeader);
      out.write(chunk("eXIf", block));
      out.write(file, afterHeader, file.length - afterHeader);
    }
    return bytes.toByteArray();
  }

  private static byte[] chunk(String type, byte[] data) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write(type.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    body.write(data);
    CRC32 crc = new CRC32();
    crc.update(body.toByteArray());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(data.length);
    out.write(body.toByteArray());
    out.writeInt((int) crc.getValue());
    return bytes.toByteArray();
  }

  private static Color at(FaceImage image, double x, double y) {
    int i = 3 * ((int) (y * image.height()) * image.width() + (int) (x * image.width()));
    byte[] rgb = image.rgb();
    return new Color(rgb[i] & 0xff, rgb[i + 1] & 0xff, rgb[i + 2] & 0xff);
  }

  private static void assertNear(Color expected, Color got, int tolerance, String what) {
    boolean near =
        Math.abs(expected.getRed() - got.getRed()) <= tolerance
            && Math.abs(expected.getGreen() - got.getGreen()) <= tolerance
            && Math.abs(expected.getBlue() - got.getBlue()) <= tolerance;
    assertTrue(near, () -> what + ": expected " + expected + ", got " + got);
  }

  @ParameterizedTest
  @CsvSource({
    "jpg,1", "jpg,2", "jpg,3", "jpg,4", "jpg,5", "jpg,6", "jpg,7", "jpg,8",
    "png,1", "png,2", "png,3", "png,4", "png,5", "png,6", "png,7", "png,8"
  })
  void honoursExifOrientation(String format, int orientation) throws IOException {
    for (boolean little : new boolean[] {false, true}) {
      byte[] file =
          withExif(encode(stored(orientation), format), format, tiffBlock(orientation, little));
      FaceImage upright = reader.decode(file, "photo");
      assertEquals(W, upright.width());
      assertEquals(H, upright.height());
      for (double y : new double[] {0.2, 0.8}) {
        for (double x : new double[] {0.2, 0.8}) {
          assertNear(quadrant(x, y), at(upright, x, y), 12, format + orientation);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9, 77})
  void ignoresSenselessOrientations(int orientation) throws IOException {
    byte[] file = withExif(encode(stored(1), "jpg"), "jpg", tiffBlock(orientation, true));
    assertNear(Color.GREEN, at(reader.decode(file, "photo"), 0.8, 0.2), 12, "unchanged");
    byte[] broken = withExif(encode(stored(1), "jpg"), "jpg", new byte[] {'I', 'I', 42});
    assertNear(Color.GREEN, at(reader.decode(broken, "photo"), 0.8, 0.2), 12, "unchanged");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpg", "png", "bmp", "gif", "tiff"})
  void readsEveryFormat(String format) throws IOException {
    FaceImage image = reader.decode(encode(stored(1), format), "photo." + format);
    for (double y : new double[] {0.2, 0.8}) {
      for (double x : new double[] {0.2, 0.8}) {
        assertNear(quadrant(x, y), at(image, x, y), 12, format);
      }
    }
  }

  @Test
  void readsWebP() {
    OpenCv.load();
    Mat colour = new Mat(H, W, CvType.CV_8UC3, new Scalar(200, 100, 50));
    MatOfByte encoded = new MatOfByte();
    assertTrue(Imgcodecs.imencode(".webp", colour, encoded));
    byte[] file = encoded.toArray();
    assertNear(new Color(50, 100, 200), at(reader.decode(file, "x"), 0.5, 0.5), 8, "webp");
    byte[] half = Arrays.copyOf(file, file.length - 4);
    assertTrue(message(half).contains("truncated"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpg", "png", "bmp", "gif", "tiff"})
  void greyStaysWhatItIs(String format) throws IOException {
    BufferedImage grey = new BufferedImage(W, H, BufferedImage.TYPE_BYTE_GRAY);
    byte[] samples = new byte[W * H];
    Arrays.fill(samples, (byte) 100);
    grey.getRaster().setDataElements(0, 0, W, H, samples);
    FaceImage image = reader.decode(encode(grey, format), "grey");
    assertNear(new Color(100, 100, 100), at(image, 0.5, 0.5), 2, format);
  }

  @Test
  void sixteenBitsAreRounded() {
    OpenCv.load();
    Mat deep = new Mat(H, W, CvType.CV_16UC3, new Scalar(257 * 30, 257 * 120 + 100, 65535));
    MatOfByte png = new MatOfByte();
    assertTrue(Imgcodecs.imencode(".png", deep, png));
    FaceImage image = reader.decode(png.toArray(), "deep");
    assertEquals(new Color(255, 120, 30), at(image, 0.5, 0.5));
    Mat grey = new Mat(H, W, CvType.CV_16UC1, new Scalar(257 * 99));
    assertTrue(Imgcodecs.imencode(".png", grey, png));
    assertEquals(new Color(99, 99, 99), at(reader.decode(png.toArray(), "deep"), 0.5, 0.5));
  }

  @Test
  void alphaIsBlendedOntoGrey() throws IOException {
    BufferedImage image = new BufferedImage(W, H, BufferedImage.TYPE_INT_ARGB);
    Graphics2D g = image.createGraphics();
    g.setColor(new Color(255, 0, 0, 128));
    g.fillRect(0, 0, W / 2, H);
    g.dispose();
    FaceImage read = reader.decode(encode(image, "png"), "alpha");
    assertNear(new Color(192, 64, 64), at(read, 0.2, 0.5), 1, "half transparent");
    assertNear(new Color(128, 128, 128), at(read, 0.8, 0.5), 0, "transparent");
  }

  @Test
  void readsCmykJpeg() throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, W, H, 4, null);
      writer.setOutput(out);
      writer.write(null, new IIOImage(raster, null, null), writer.getDefaultWriteParam());
    } finally {
      writer.dispose();
    }
    FaceImage image = reader.decode(bytes.toByteArray(), "cmyk");
    assertEquals(W, image.width());
    assertEquals(H, image.height());
  }

  @Test
  void greyWithAlphaIsRead() throws IOException {
    ComponentColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_GRAY),
            true,
            false,
            Transparency.TRANSLUCENT,
            DataBuffer.TYPE_BYTE);
    WritableRaster raster = model.createCompatibleWritableRaster(W, H);
    raster.setSamples(0, 0, W, H, 0, filled(200));
    raster.setSamples(0, 0, W, H, 1, filled(255));
    BufferedImage image = new BufferedImage(model, raster, false, null);
    assertNear(
        new Color(200, 200, 200),
        at(reader.decode(encode(image, "png"), "x"), 0.5, 0.5),
        1,
        "grey and alpha");
  }

  private static int[] filled(int value) {
    int[] samples = new int[W * H];
    Arrays.fill(samples, value);
    return samples;
  }

  private String message(byte[] file) {
    String message =
        assertThrows(PalpebraException.class, () -> reader.decode(file, "photo.jpg")).getMessage();
    assertEquals(1, message.lines().count(), message);
    assertTrue(message.startsWith("photo.jpg: "), message);
    return message;
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpg", "png", "bmp", "gif", "tiff"})
  void truncatedFilesAreRefused(String format) throws IOException {
    byte[] file = encode(stored(1), format);
    for (int part = 1; part < 8; part++) {
      message(Arrays.copyOf(file, file.length * part / 8));
    }
    message(Arrays.copyOf(file, file.length - (format.equals("png") ? 12 : 3)));
  }

  @Test
  void whatIsNoPhotoIsSaidInOneLine() throws IOException {
    assertTrue(message(new byte[0]).contains("is empty"));
    assertTrue(
        message("no image, just text".getBytes(java.nio.charset.StandardCharsets.UTF_8))
            .contains("is not a readable"));
    BufferedImage dot = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    assertTrue(message(encode(dot, "png")).contains("1×1 pixels are too few"));
    assertTrue(message(hugePng(20_000)).contains("20000×20000 pixels are more than"));
  }

  @Test
  void pathsAreNamed() throws IOException {
    Path missing = temp.resolve("missing.jpg");
    assertMessage(missing, missing + ": no such file");
    assertMessage(temp, temp + ": is a folder, expected an image file");
    Path photo = temp.resolve("photo.png");
    Files.write(photo, encode(stored(1), "png"));
    assertEquals(W, reader.read(photo).width());
    PalpebraException small =
        assertThrows(PalpebraException.class, () -> new ImageReader(100).read(photo));
    assertTrue(small.getMessage().contains("more than the 100"), small.getMessage());
  }

  private void assertMessage(Path file, String expected) {
    assertEquals(
        expected, assertThrows(PalpebraException.class, () -> reader.read(file)).getMessage());
  }

  /** A valid PNG header with hardly any data behind it. */
  private static byte[] hugePng(int side) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream header = new DataOutputStream(bytes);
    header.writeInt(side);
    header.writeInt(side);
    header.write(new byte[] {8, 2, 0, 0, 0});
    Deflater deflater = new Deflater();
    deflater.setInput(new byte[1000]);
    deflater.finish();
    byte[] data = new byte[100];
    int length = deflater.deflate(data);
    deflater.end();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    file.write(chunk("IHDR", bytes.toByteArray()));
    file.write(chunk("IDAT", Arrays.copyOf(data, length)));
    file.write(chunk("IEND", new byte[0]));
    return file.toByteArray();
  }
}

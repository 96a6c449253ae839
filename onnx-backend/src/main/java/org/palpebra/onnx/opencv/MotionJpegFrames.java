package org.palpebra.onnx.opencv;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.palpebra.FaceImage;
import org.palpebra.PalpebraException;

/**
 * The frames of a motion-JPEG AVI, up to where it was cut off. OpenCV's own reader refuses files
 * without the index that stands at the end, and prints its complaints. Here the chunks are read one
 * after the other, lists entered, the index passed over.
 */
final class MotionJpegFrames implements FrameSource {
  private static final int LONGEST_HEADER = 1 << 16;
  private static final int LARGEST_FRAME = 1 << 28;
  private static final int STREAM_HEADER = 28; // up to and with the rate

  private final Path file;
  private final RandomAccessFile in;
  private final double rate;
  private final long frames;
  private final ImageReader images = new ImageReader();
  private long count;

  private MotionJpegFrames(Path file, RandomAccessFile in, double rate, long frames) {
    this.file = file;
    this.in = in;
    this.rate = rate;
    this.frames = frames;
  }

  /**
   * @param forced frames per second instead of what the file says
   * @return null if this is no motion-JPEG AVI
   */
  static @Nullable MotionJpegFrames open(Path file, OptionalDouble forced) {
    try {
      RandomAccessFile in = new RandomAccessFile(file.toFile(), "r");
      MotionJpegFrames opened = null;
      try {
        opened = open(file, in, forced);
      } finally {
        if (opened == null) {
          in.close();
        }
      }
      return opened;
    } catch (EOFException e) {
      throw new PalpebraException(file + ": is cut off within its header; record it again", e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static PalpebraException unreadable(Path file, IOException e) {
    return new PalpebraException(file + ": cannot be read (" + e.getMessage() + ")", e);
  }

  private static @Nullable MotionJpegFrames open(
      Path file, RandomAccessFile in, OptionalDouble forced) throws IOException {
    if (in.length() < 12) {
      return null;
    }
    byte[] head = new byte[12];
    in.readFully(head);
    if (!text(head, 0).equals("RIFF") || !text(head, 8).equals("AVI ")) {
      return null;
    }
    while (in.getFilePointer() < in.length()) {
      String chunk = fourcc(in);
      long size = size(in);
      if (chunk.equals("LIST")) {
        if (fourcc(in).equals("movi")) {
          return null;
        }
      } else if (chunk.equals("strh") && size >= STREAM_HEADER && size <= LONGEST_HEADER) {
        byte[] header = new byte[(int) size];
        in.readFully(header);
        in.seek(in.getFilePointer() + size % 2);
        if (text(header, 0).equals("vids")) {
          return text(header, 4).equalsIgnoreCase("MJPG")
              ? ofStream(file, in, header, forced)
              : null;
        }
      } else {
        in.seek(in.getFilePointer() + size + size % 2);
      }
    }
    throw new EOFException("no video stream");
  }

  private static MotionJpegFrames ofStream(
      Path file, RandomAccessFile in, byte[] header, OptionalDouble forced) {
    ByteBuffer numbers = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    double said =
        Integer.toUnsignedLong(numbers.getInt(24)) / (double) numbers.getInt(20); // rate, scale
    double rate = forced.orElse(said);
    if (!(rate > 0 && rate <= 1000)) {
      throw new PalpebraException(
          "%s: says that it has %s frames per second; give the rate (--fps)".formatted(file, said));
    }
    long length = header.length >= 36 ? Integer.toUnsignedLong(numbers.getInt(32)) : 0;
    return new MotionJpegFrames(file, in, rate, length);
  }

  private static String text(byte[] bytes, int from) {
    return new String(bytes, from, 4, StandardCharsets.ISO_8859_1);
  }

  private static String fourcc(RandomAccessFile in) throws IOException {
    byte[] code = new byte[4];
    in.readFully(code);
    return text(code, 0);
  }

  private static long size(RandomAccessFile in) throws IOException {
    return Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
  }

  @Override
  public Optional<VideoFrame> next() {
    try {
      byte[] jpeg = jpeg();
      if (jpeg == null) {
        return Optional.empty();
      }
      FaceImage image = images.decode(jpeg, file + ", frame " + count);
      return Optional.of(new VideoFrame(image, count++ / rate));
    } catch (EOFException e) {
      throw new PalpebraException(
          "%s: is cut off after %d frames; repair it or record it again".formatted(file, count), e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** The next frame's data, or null at the end. */
  private byte @Nullable [] jpeg() throws IOException {
    while (in.getFilePointer() + 8 <= in.length()) {
      String chunk = fourcc(in);
      long size = size(in);
      if (chunk.equals("LIST") || chunk.equals("RIFF")) {
        in.seek(in.getFilePointer() + 4);
      } else if (chunk.matches("\\d\\dd[bc]") && size > 0) {
        return data(size);
      } else {
        in.seek(in.getFilePointer() + size + size % 2);
      }
    }
    return null;
  }

  private byte[] data(long size) throws IOException {
    if (size > LARGEST_FRAME || in.getFilePointer() + size > in.length()) {
      throw new EOFException("a frame of " + size + " bytes");
    }
    byte[] data = new byte[(int) size];
    in.readFully(data);
    in.seek(in.getFilePointer() + size % 2);
    return data;
  }

  @Override
  public OptionalLong frames() {
    return frames > 0 ? OptionalLong.of(frames) : OptionalLong.empty();
  }

  @Override
  public double rate() {
    return rate;
  }

  @Override
  public String reader() {
    return "motion-jpeg";
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }
}

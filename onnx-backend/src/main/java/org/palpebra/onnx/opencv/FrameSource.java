package org.palpebra.onnx.opencv;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.palpebra.PalpebraException;

/**
 * The frames of a video, one after the other, all of one size. Not thread-safe; the caller closes
 * it.
 */
public interface FrameSource extends AutoCloseable {
  /** Frames per second of image sequences for which nothing else is said. */
  double DEFAULT_RATE = 30;

  /**
   * The next frame, or empty at the end.
   *
   * @throws PalpebraException one line naming file and reason if it cannot be read
   */
  Optional<VideoFrame> next();

  /** How many frames there will be; empty where that is not known, as of a camera. */
  OptionalLong frames();

  /** Frames per second as far as the source knows; what counts is each frame's time. */
  double rate();

  /** What reads the frames, such as {@code motion-jpeg}. */
  String reader();

  @Override
  void close();

  /**
   * Opens whatever the text names:
   *
   * <ul>
   *   <li>a whole number: the camera of that index
   *   <li>a folder: its images in the order of their names, numbers in them compared as numbers
   *   <li>a name with {@code %d} or {@code %04d} in its last part: the images with those numbers,
   *       rising
   *   <li>any other file: a motion-JPEG AVI, or a video for which the platform gives OpenCV a
   *       reader (Media Foundation on Windows, AVFoundation on macOS; on Linux none is shipped)
   * </ul>
   *
   * @param rate frames per second instead of what the video says; empty for that, or {@link
   *     #DEFAULT_RATE} for images. Not for cameras, whose frames come when they come
   * @throws PalpebraException one line naming the source, the reason and a remedy
   */
  static FrameSource open(String source, OptionalDouble rate) {
    if (rate.isPresent() && !(rate.getAsDouble() > 0 && rate.getAsDouble() <= 1000)) {
      throw new IllegalArgumentException(
          "the frame rate must be above 0 and at most 1000, got " + rate.getAsDouble());
    }
    if (source.matches("\\d{1,4}")) {
      if (rate.isPresent()) {
        throw new IllegalArgumentException(
            "a camera's frames have their own times; leave the frame rate out");
      }
      return CapturedVideo.camera(Integer.parseInt(source));
    }
    Path path = Path.of(source);
    if (Files.isDirectory(path)) {
      return ImageSequence.folder(path, rate.orElse(DEFAULT_RATE));
    }
    if (ImageSequence.isPattern(path)) {
      return ImageSequence.pattern(path, rate.orElse(DEFAULT_RATE));
    }
    if (!Files.exists(path)) {
      throw new PalpebraException(
          source + ": no such file; give a video, a folder of images, frame-%04d.png or a camera");
    }
    FrameSource motionJpeg = MotionJpegFrames.open(path, rate);
    return motionJpeg != null ? motionJpeg : CapturedVideo.file(path, rate);
  }
}

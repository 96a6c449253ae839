package org.palpebra.onnx.opencv;

import java.nio.file.Path;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Size;
import org.opencv.videoio.VideoWriter;
import org.opencv.videoio.Videoio;
import org.palpebra.FaceImage;
import org.palpebra.PalpebraException;

/**
 * Writes a motion-JPEG AVI, which every platform's OpenCV reads and writes. Not thread-safe; the
 * caller closes it.
 */
public final class MotionJpeg implements AutoCloseable {
  private final VideoWriter writer;
  private final int width;
  private final int height;
  private final Mat bgr;

  /**
   * @param file replaced if it is there
   * @param rate frames per second
   * @param width of the frames in pixels
   * @param height of the frames in pixels
   * @throws PalpebraException if the file cannot be written
   */
  public MotionJpeg(Path file, double rate, int width, int height) {
    OpenCv.load();
    this.width = width;
    this.height = height;
    writer =
        new VideoWriter(
            file.toString(),
            Videoio.CAP_OPENCV_MJPEG,
            VideoWriter.fourcc('M', 'J', 'P', 'G'),
            rate,
            new Size(width, height));
    bgr = new Mat(height, width, CvType.CV_8UC3);
    if (!writer.isOpened()) {
      close();
      throw new PalpebraException(file + ": cannot be written; does its folder exist?");
    }
  }

  /**
   * Appends a frame.
   *
   * @param image of the video's size
   */
  public void write(FaceImage image) {
    if (image.width() != width || image.height() != height) {
      throw new IllegalArgumentException(
          "the video is %d×%d, got a frame of %d×%d"
              .formatted(width, height, image.width(), image.height()));
    }
    byte[] samples = image.rgb().clone();
    for (int i = 0; i < samples.length; i += 3) {
      byte red = samples[i];
      samples[i] = samples[i + 2];
      samples[i + 2] = red;
    }
    bgr.put(0, 0, samples);
    writer.write(bgr);
  }

  @Override
  public void close() {
    writer.release();
    bgr.release();
  }
}

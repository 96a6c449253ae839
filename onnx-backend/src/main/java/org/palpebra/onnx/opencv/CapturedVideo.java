package org.palpebra.onnx.opencv;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.opencv.core.Mat;
import org.opencv.videoio.VideoCapture;
import org.opencv.videoio.Videoio;
import org.palpebra.FaceImage;
import org.palpebra.PalpebraException;

/** Frames through OpenCV's {@code VideoCapture}. */
final class CapturedVideo implements FrameSource {
  /** Named here, since asking OpenCV for its list twice ends the process (4.13). */
  private static final List<Integer> READERS =
      List.of(
          Videoio.CAP_FFMPEG, Videoio.CAP_MSMF, Videoio.CAP_AVFOUNDATION, Videoio.CAP_GSTREAMER);

  private final String name;
  private final VideoCapture capture;
  private final Mat bgr = new Mat();
  private final boolean live;
  private final OptionalDouble forced;
  private final String reader;
  private long count;
  private double start = Double.NaN;
  private double last;
  private @Nullable VideoFrame first;

  private CapturedVideo(String name, VideoCapture capture, boolean live, OptionalDouble rate) {
    this.name = name;
    this.capture = capture;
    this.live = live;
    forced = rate;
    reader = capture.getBackendName();
  }

  static CapturedVideo file(Path file, OptionalDouble rate) {
    OpenCv.load();
    List<Integer> readers = READERS.stream().filter(Videoio::hasBackend).toList();
    for (int backend : readers) {
      VideoCapture capture = new VideoCapture();
      if (capture.open(file.toString(), backend)) {
        CapturedVideo video = new CapturedVideo(file.toString(), capture, false, rate);
        video.first = video.read();
        if (video.first != null) {
          return video;
        }
        video.close();
      } else {
        capture.release();
      }
    }
    String names = String.join(", ", readers.stream().map(Videoio::getBackendName).toList());
    throw new PalpebraException(
        ("%s: no reader for this video (OpenCV has %s here); make it motion JPEG, which is read everywhere"
                + " (ffmpeg -i %s -an -c:v mjpeg -q:v 3 video.avi), or give a folder of images")
            .formatted(file, names.isEmpty() ? "none" : names, file));
  }

  static CapturedVideo camera(int index) {
    OpenCv.load();
    boolean linux = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
    Path device = Path.of("/dev/video" + index);
    if (linux && !Files.exists(device)) {
      throw new PalpebraException(
          "camera %d: there is no %s; connect the camera, or give another index"
              .formatted(index, device));
    }
    VideoCapture capture = new VideoCapture();
    if (!capture.open(index, linux ? Videoio.CAP_V4L2 : Videoio.CAP_ANY)) {
      capture.release();
      throw new PalpebraException(
          ("camera %d: cannot be opened; close other programs that use it and allow this one to"
                  + " (on Linux: group video)")
              .formatted(index));
    }
    return new CapturedVideo("camera " + index, capture, true, OptionalDouble.empty());
  }

  @Override
  public Optional<VideoFrame> next() {
    VideoFrame frame = first;
    first = null;
    return Optional.ofNullable(frame != null ? frame : read());
  }

  private @Nullable VideoFrame read() {
    if (!capture.read(bgr) || bgr.empty()) {
      if (live) {
        throw new PalpebraException(name + ": gives no more frames; was it unplugged?");
      }
      return null;
    }
    double seconds = seconds();
    FaceImage image = image();
    count++;
    return new VideoFrame(image, seconds);
  }

  /** By the clock, the given rate or the video; frames whose times do not rise follow the rate. */
  private double seconds() {
    if (forced.isPresent()) {
      return count / forced.getAsDouble();
    }
    double position =
        live ? System.nanoTime() / 1e9 : capture.get(Videoio.CAP_PROP_POS_MSEC) / 1000;
    if (count == 0) {
      start = position;
      last = 0;
    } else {
      double next = position - start;
      last = next > last ? next : last + 1 / rate();
    }
    return last;
  }

  private FaceImage image() {
    int pixels = bgr.rows() * bgr.cols();
    byte[] samples = new byte[Math.multiplyExact(3, pixels)];
    if (bgr.channels() != 3 || bgr.elemSize1() != 1) {
      throw new PalpebraException(
          "%s: gives frames of %d channels with %d bytes, expected 3 with 1"
              .formatted(name, bgr.channels(), bgr.elemSize1()));
    }
    bgr.get(0, 0, samples);
    for (int i = 0; i < samples.length; i += 3) {
      byte blue = samples[i];
      samples[i] = samples[i + 2];
      samples[i + 2] = blue;
    }
    return new FaceImage(bgr.cols(), bgr.rows(), samples);
  }

  @Override
  public OptionalLong frames() {
    long known = live ? 0 : (long) capture.get(Videoio.CAP_PROP_FRAME_COUNT);
    return known > 0 ? OptionalLong.of(known) : OptionalLong.empty();
  }

  @Override
  public double rate() {
    double said = forced.orElseGet(() -> capture.get(Videoio.CAP_PROP_FPS));
    return said > 0 && said <= 1000 ? said : DEFAULT_RATE;
  }

  @Override
  public String reader() {
    return reader;
  }

  @Override
  public void close() {
    bgr.release();
    capture.release();
  }
}

package org.palpebra.training.regressor;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.palpebra.FaceImage;
import org.palpebra.spi.DetectedFace;
import org.palpebra.spi.FaceDetector;
import org.palpebra.spi.ModelInfo;

/**
 * What another detector finds, looked for once per picture: several regressors are asked about the
 * same photos, and detection takes most of the time. Keeps the pictures' pixels. Thread-safe;
 * closing it leaves the other detector open.
 */
final class RememberingDetector implements FaceDetector {
  private final FaceDetector detector;
  private final Map<Picture, List<DetectedFace>> detected = new ConcurrentHashMap<>();
  private final Map<Picture, List<DetectedFace>> candidates = new ConcurrentHashMap<>();

  /** Equal for equal pixels. */
  private record Picture(int width, ByteBuffer rgb) {
    static Picture of(FaceImage image) {
      return new Picture(image.width(), ByteBuffer.wrap(image.rgb()));
    }
  }

  RememberingDetector(FaceDetector detector) {
    this.detector = detector;
  }

  @Override
  public List<DetectedFace> detect(FaceImage image) {
    return detected.computeIfAbsent(Picture.of(image), key -> detector.detect(image));
  }

  @Override
  public List<DetectedFace> candidates(FaceImage image) {
    return candidates.computeIfAbsent(Picture.of(image), key -> detector.candidates(image));
  }

  @Override
  public ModelInfo info() {
    return detector.info();
  }

  @Override
  public void close() {}
}

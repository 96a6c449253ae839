package org.palpebra.spi;

import java.util.List;
import org.palpebra.FaceImage;

/** Finds faces. Implementations are thread-safe. */
public interface FaceDetector extends AutoCloseable {
  /** All faces, largest first; empty if there is none. */
  List<DetectedFace> detect(FaceImage image);

  /**
   * What may be a face: those of {@link #detect} and others that it would not vouch for, with their
   * scores, for a reconstructor whose regressor can tell ({@link CoefficientRegressor#check}).
   */
  default List<DetectedFace> candidates(FaceImage image) {
    return detect(image);
  }

  ModelInfo info();

  @Override
  void close();
}

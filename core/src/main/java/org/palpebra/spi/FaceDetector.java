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

  /** Which model this detector is and where it runs; stands in every result. */
  ModelInfo info();

  /** Frees what it holds; nothing else may be called afterwards. */
  @Override
  void close();
}

package org.palpebra.spi;

import java.util.List;
import org.palpebra.FaceImage;

/** Finds faces. Implementations are thread-safe. */
public interface FaceDetector extends AutoCloseable {
  /** All faces, largest first; empty if there is none. */
  List<DetectedFace> detect(FaceImage image);

  ModelInfo info();

  @Override
  void close();
}

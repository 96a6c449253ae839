package org.palpebra.onnx.opencv;

import java.util.ArrayList;
import java.util.List;
import org.opencv.core.Mat;

/** Owns native matrices and releases them together. */
final class Mats implements AutoCloseable {
  private final List<Mat> owned = new ArrayList<>();

  /** Takes over a matrix. */
  <M extends Mat> M own(M mat) {
    owned.add(mat);
    return mat;
  }

  @Override
  public void close() {
    owned.forEach(Mat::release);
    owned.clear();
  }
}

package org.palpebra.training.graph;

/** Element types of {@link Tensor}s, with ONNX's number of each. */
public enum ElementType {
  FLOAT(1),
  DOUBLE(11),
  FLOAT16(10),
  INT64(7),
  BOOL(9);

  private final int onnx;

  ElementType(int onnx) {
    this.onnx = onnx;
  }

  /** The value of {@code TensorProto.DataType}. */
  public int onnx() {
    return onnx;
  }

  /** Whether values of this type have derivatives. */
  public boolean isReal() {
    return this == FLOAT || this == DOUBLE;
  }
}

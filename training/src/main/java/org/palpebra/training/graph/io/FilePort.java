package org.palpebra.training.graph.io;

import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;

/**
 * An input or output as a file declares it.
 *
 * @param type number of the ONNX element type
 * @param ranked whether the file says how many axes there are
 * @param extents one per axis: a number, a symbol such as {@code batch}, or {@code ?}
 */
public record FilePort(String name, int type, boolean ranked, List<String> extents) {
  public FilePort {
    extents = List.copyOf(extents);
  }

  static FilePort of(ValueInfoProto info) {
    TypeProto.Tensor tensor = info.getType().getTensorType();
    List<String> extents = tensor.getShape().getDimList().stream().map(FilePort::extent).toList();
    return new FilePort(info.getName(), tensor.getElemType(), tensor.hasShape(), extents);
  }

  private static String extent(Dimension dimension) {
    if (dimension.hasDimValue() && dimension.getDimValue() >= 0) {
      return Long.toString(dimension.getDimValue());
    }
    return dimension.hasDimParam() && !dimension.getDimParam().isEmpty()
        ? dimension.getDimParam()
        : "?";
  }

  /** The extent of an axis, −1 when it is not fixed. */
  int fixed(int axis) {
    String extent = extents.get(axis);
    return extent.chars().allMatch(Character::isDigit) ? Integer.parseInt(extent) : -1;
  }
}

package org.palpebra.training.graph.io;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.palpebra.training.graph.ElementType;
import org.palpebra.training.graph.Shape;

/**
 * A value that a file states: an initializer, a Constant or what was computed from these.
 *
 * @param name of the parameter it becomes when it is used as a weight
 * @param trainable whether any use makes it a parameter
 */
record Literal(String name, TensorProto proto, boolean trainable) {
  private static final int HALF = TensorProto.DataType.FLOAT16.getNumber();
  private static final int BRAIN = TensorProto.DataType.BFLOAT16.getNumber();

  Shape shape() {
    return Shape.of(proto.getDimsList().stream().mapToInt(Math::toIntExact).toArray());
  }

  /** What the graph holds it as: all real types as the graph's, all integers as INT64. */
  boolean isReal() {
    return switch (dataType()) {
      case FLOAT, DOUBLE, FLOAT16, BFLOAT16 -> true;
      default -> false;
    };
  }

  boolean isBool() {
    return dataType() == TensorProto.DataType.BOOL;
  }

  private TensorProto.DataType dataType() {
    TensorProto.DataType type = TensorProto.DataType.forNumber(proto.getDataType());
    return type == null ? TensorProto.DataType.UNDEFINED : type;
  }

  /** Whether a graph can hold values of an ONNX type. */
  static boolean readable(int type) {
    TensorProto.DataType known = TensorProto.DataType.forNumber(type);
    return known != null
        && switch (known) {
          case FLOAT, DOUBLE, FLOAT16, BFLOAT16, BOOL, INT8, UINT8, INT16, UINT16, INT32, INT64 ->
              true;
          default -> false;
        };
  }

  /** The graph's type for an ONNX type. */
  static ElementType type(int onnx, ElementType real) {
    Literal probe = new Literal("", TensorProto.newBuilder().setDataType(onnx).build(), false);
    return probe.isReal() ? real : probe.isBool() ? ElementType.BOOL : ElementType.INT64;
  }

  /** Number of values that the file holds, which a broken file need not have right. */
  int stored() {
    if (proto.hasRawData()) {
      return proto.getRawData().size() / width();
    }
    return switch (dataType()) {
      case FLOAT -> proto.getFloatDataCount();
      case DOUBLE -> proto.getDoubleDataCount();
      case INT64 -> proto.getInt64DataCount();
      default -> proto.getInt32DataCount();
    };
  }

  private int width() {
    return switch (dataType()) {
      case DOUBLE, INT64 -> 8;
      case FLOAT, INT32 -> 4;
      case FLOAT16, BFLOAT16, INT16, UINT16 -> 2;
      default -> 1;
    };
  }

  /** Row-major values, of any type. */
  double[] reals() {
    IntToDoubleFunction element =
        isReal() ? proto.hasRawData() ? rawReal() : listedReal() : i -> integer().applyAsLong(i);
    if (isReal()) {
      return IntStream.range(0, shape().size()).mapToDouble(element).toArray();
    }
    long[] integers = integers();
    return IntStream.range(0, integers.length).mapToDouble(i -> integers[i]).toArray();
  }

  /** Row-major values; reals are cut off behind the point. */
  long[] integers() {
    if (isReal()) {
      double[] reals = reals();
      return IntStream.range(0, reals.length).mapToLong(i -> (long) reals[i]).toArray();
    }
    return IntStream.range(0, shape().size()).mapToLong(integer()).toArray();
  }

  private ByteBuffer raw() {
    return proto.getRawData().asReadOnlyByteBuffer().slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  private IntToDoubleFunction rawReal() {
    ByteBuffer raw = raw();
    return switch (dataType()) {
      case FLOAT -> i -> raw.getFloat(4 * i);
      case DOUBLE -> i -> raw.getDouble(8 * i);
      default -> i -> half(raw.getShort(2 * i), proto.getDataType());
    };
  }

  private IntToDoubleFunction listedReal() {
    return switch (dataType()) {
      case FLOAT -> proto::getFloatData;
      case DOUBLE -> proto::getDoubleData;
      default -> i -> half((short) proto.getInt32Data(i), proto.getDataType());
    };
  }

  private static double half(short bits, int type) {
    if (type == BRAIN) {
      return Float.intBitsToFloat(bits << 16);
    }
    if (type != HALF) {
      throw new IllegalArgumentException("type " + type + " is not real");
    }
    return Fp16Conversions.fp16ToFloat(bits);
  }

  private IntToLongFunction integer() {
    if (!proto.hasRawData()) {
      return dataType() == TensorProto.DataType.INT64 ? proto::getInt64Data : proto::getInt32Data;
    }
    ByteBuffer raw = raw();
    return switch (dataType()) {
      case INT64 -> i -> raw.getLong(8 * i);
      case INT32 -> i -> raw.getInt(4 * i);
      case INT16 -> i -> raw.getShort(2 * i);
      case UINT16 -> i -> Short.toUnsignedInt(raw.getShort(2 * i));
      case INT8 -> i -> raw.get(i);
      default -> i -> Byte.toUnsignedInt(raw.get(i));
    };
  }

  static Literal integers(String name, long[] values, int... shape) {
    TensorProto.Builder proto =
        TensorProto.newBuilder().setDataType(TensorProto.DataType.INT64.getNumber());
    for (int extent : shape) {
      proto.addDims(extent);
    }
    for (long value : values) {
      proto.addInt64Data(value);
    }
    return new Literal(name, proto.build(), false);
  }

  static Literal reals(String name, List<Float> values, boolean scalar) {
    TensorProto.Builder proto =
        TensorProto.newBuilder().setDataType(TensorProto.DataType.FLOAT.getNumber());
    if (!scalar) {
      proto.addDims(values.size());
    }
    return new Literal(name, proto.addAllFloatData(values).build(), false);
  }

  Literal named(String other) {
    return new Literal(other, proto, trainable);
  }
}

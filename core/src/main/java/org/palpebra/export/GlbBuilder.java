package org.palpebra.export;

import de.javagl.jgltf.impl.v2.Accessor;
import de.javagl.jgltf.impl.v2.AccessorSparse;
import de.javagl.jgltf.impl.v2.AccessorSparseIndices;
import de.javagl.jgltf.impl.v2.AccessorSparseValues;
import de.javagl.jgltf.impl.v2.Buffer;
import de.javagl.jgltf.impl.v2.BufferView;
import de.javagl.jgltf.impl.v2.GlTF;
import de.javagl.jgltf.model.io.v2.GltfAssetV2;
import de.javagl.jgltf.model.io.v2.GltfAssetWriterV2;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Collects the accessors of one GLB and its binary chunk, every view on a 4-byte boundary. */
final class GlbBuilder {
  static final int UNSIGNED_SHORT = 5123;
  private static final int UNSIGNED_INT = 5125;
  private static final int FLOAT = 5126;
  private static final int ARRAY_BUFFER = 34962;
  private static final int ELEMENT_ARRAY_BUFFER = 34963;

  private final GlTF gltf = new GlTF();
  private final ByteArrayOutputStream binary = new ByteArrayOutputStream();

  GlTF gltf() {
    return gltf;
  }

  /** A vertex attribute of 2 or 3 floats, with its bounds when asked (glTF wants a position's). */
  int floats(float[] values, int size, boolean bounds) {
    Accessor accessor = accessor(FLOAT, size == 2 ? "VEC2" : "VEC3", values.length / size);
    accessor.setBufferView(view(bytesOf(values), ARRAY_BUFFER));
    if (bounds) {
      setBounds(accessor, values, size);
    }
    return add(accessor);
  }

  /** RGBA in normalised 16-bit numbers. */
  int colours(short[] rgba) {
    byte[] bytes = new byte[2 * rgba.length];
    littleEndian(bytes).asShortBuffer().put(rgba);
    Accessor accessor = accessor(UNSIGNED_SHORT, "VEC4", rgba.length / 4);
    accessor.setNormalized(true);
    accessor.setBufferView(view(bytes, ARRAY_BUFFER));
    return add(accessor);
  }

  /** Numbers of an animation, of which glTF wants the times' bounds. */
  int keys(float[] values, String type, int size, boolean bounds) {
    Accessor accessor = accessor(FLOAT, type, values.length / size);
    accessor.setBufferView(view(bytesOf(values), null));
    if (bounds) {
      setBounds(accessor, values, size);
    }
    return add(accessor);
  }

  int triangles(int[] indices, int vertexCount) {
    Accessor accessor = accessor(indexType(vertexCount), "SCALAR", indices.length);
    accessor.setBufferView(view(indexBytes(indices, vertexCount), ELEMENT_ARRAY_BUFFER));
    return add(accessor);
  }

  /**
   * Displacements of which most are zero: only the others are stored, where that is smaller.
   *
   * @param moved the vertices that are displaced, ascending, at least one
   */
  int displacements(float[] values, int[] moved, boolean maySparse) {
    int vertexCount = values.length / 3;
    int indexSize = indexType(vertexCount) == UNSIGNED_SHORT ? 2 : 4;
    if (!maySparse || moved.length * (12 + indexSize) >= 12 * vertexCount) {
      return floats(values, 3, true);
    }
    float[] kept = new float[3 * moved.length];
    for (int i = 0; i < moved.length; i++) {
      System.arraycopy(values, 3 * moved[i], kept, 3 * i, 3);
    }
    AccessorSparseIndices indices = new AccessorSparseIndices();
    indices.setBufferView(view(indexBytes(moved, vertexCount), null));
    indices.setComponentType(indexType(vertexCount));
    AccessorSparseValues sparseValues = new AccessorSparseValues();
    sparseValues.setBufferView(view(bytesOf(kept), null));
    AccessorSparse sparse = new AccessorSparse();
    sparse.setCount(moved.length);
    sparse.setIndices(indices);
    sparse.setValues(sparseValues);
    Accessor accessor = accessor(FLOAT, "VEC3", vertexCount);
    accessor.setSparse(sparse);
    setBounds(accessor, values, 3);
    return add(accessor);
  }

  int bytes(byte[] content) {
    return view(content, null);
  }

  void write(OutputStream out) throws IOException {
    Buffer buffer = new Buffer();
    buffer.setByteLength(binary.size());
    gltf.addBuffers(buffer);
    ByteBuffer content = ByteBuffer.wrap(binary.toByteArray());
    new GltfAssetWriterV2().writeBinary(new GltfAssetV2(gltf, content), out);
  }

  private static Accessor accessor(int componentType, String type, int count) {
    Accessor accessor = new Accessor();
    accessor.setComponentType(componentType);
    accessor.setType(type);
    accessor.setCount(count);
    return accessor;
  }

  private int add(Accessor accessor) {
    gltf.addAccessors(accessor);
    return gltf.getAccessors().size() - 1;
  }

  private int view(byte[] content, @Nullable Integer target) {
    while (binary.size() % 4 != 0) {
      binary.write(0);
    }
    BufferView view = new BufferView();
    view.setBuffer(0);
    view.setByteOffset(binary.size());
    view.setByteLength(content.length);
    if (target != null) {
      view.setTarget(target);
    }
    binary.write(content, 0, content.length);
    gltf.addBufferViews(view);
    return gltf.getBufferViews().size() - 1;
  }

  /** 65535 itself is no index: it restarts primitives. */
  private static int indexType(int vertexCount) {
    return vertexCount <= 0xffff ? UNSIGNED_SHORT : UNSIGNED_INT;
  }

  private static byte[] indexBytes(int[] indices, int vertexCount) {
    boolean wide = indexType(vertexCount) == UNSIGNED_INT;
    byte[] bytes = new byte[(wide ? 4 : 2) * indices.length];
    ByteBuffer buffer = littleEndian(bytes);
    for (int index : indices) {
      if (wide) {
        buffer.putInt(index);
      } else {
        buffer.putShort((short) index);
      }
    }
    return bytes;
  }

  private static byte[] bytesOf(float[] values) {
    byte[] bytes = new byte[4 * values.length];
    littleEndian(bytes).asFloatBuffer().put(values);
    return bytes;
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** As doubles: a float's own decimals may be read back as a neighbour of the stored value. */
  private static void setBounds(Accessor accessor, float[] values, int size) {
    Number[] min = new Number[size];
    Number[] max = new Number[size];
    Arrays.setAll(min, k -> (double) extreme(values, size, k, -1));
    Arrays.setAll(max, k -> (double) extreme(values, size, k, 1));
    accessor.setMin(min);
    accessor.setMax(max);
  }

  private static float extreme(float[] values, int size, int component, int sign) {
    float best = values[component];
    for (int i = component; i < values.length; i += size) {
      if (sign * values[i] > sign * best) {
        best = values[i];
      }
    }
    return best;
  }
}

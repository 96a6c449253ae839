package org.palpebra.model.io;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.palpebra.internal.AtomicFiles;
import org.palpebra.internal.HalfFloat;

/**
 * Collects tensors and writes them as a safetensors file. The same calls give the same bytes.
 * Arrays are kept by reference until written. Not thread-safe.
 */
public final class SafetensorsBuilder {
  private static final int CHUNK = 1 << 16;

  private interface Content {
    void put(ByteBuffer chunk, int index);
  }

  private record Tensor(
      String name, String type, int itemBytes, int[] shape, int count, Content content) {
    long bytes() {
      return (long) count * itemBytes;
    }
  }

  private final Map<String, String> metadata = new TreeMap<>();
  private final List<Tensor> tensors = new ArrayList<>();

  /** Sets an entry of the header's {@code __metadata__}. */
  public SafetensorsBuilder metadata(String key, String value) {
    metadata.put(key, value);
    return this;
  }

  /** Adds an F32 tensor, row-major. */
  public SafetensorsBuilder floats(String name, float[] values, int... shape) {
    return add(name, "F32", Float.BYTES, shape, values.length, (b, i) -> b.putFloat(values[i]));
  }

  /**
   * Adds an F16 tensor, row-major; each number is rounded to the nearest half.
   *
   * @throws IllegalArgumentException if a number is beyond ±65 504
   */
  public SafetensorsBuilder halves(String name, float[] values, int... shape) {
    for (float value : values) {
      if (!(Math.abs(value) <= HalfFloat.MAX)) {
        throw new IllegalArgumentException("%s: %s is no half".formatted(name, value));
      }
    }
    Content content = (b, i) -> b.putShort(HalfFloat.fromFloat(values[i]));
    return add(name, "F16", Short.BYTES, shape, values.length, content);
  }

  /** Adds an I32 tensor, row-major. */
  public SafetensorsBuilder ints(String name, int[] values, int... shape) {
    return add(name, "I32", Integer.BYTES, shape, values.length, (b, i) -> b.putInt(values[i]));
  }

  /** Adds a U8 tensor, row-major. */
  public SafetensorsBuilder bytes(String name, byte[] values, int... shape) {
    return add(name, "U8", Byte.BYTES, shape, values.length, (b, i) -> b.put(values[i]));
  }

  /**
   * Writes the file as a whole or not at all; makes its folder.
   *
   * @throws org.palpebra.PalpebraException in one line, naming the file
   */
  public void write(Path file) {
    AtomicFiles.write(file, this::write);
  }

  /** Writes the file to a stream; does not close it. */
  public void write(OutputStream out) throws IOException {
    List<Tensor> order = new ArrayList<>(tensors);
    // Wide items first, so that every tensor is aligned to its items.
    order.sort(Comparator.comparingInt(t -> -t.itemBytes()));
    byte[] header = header(order);
    WritableByteChannel channel = Channels.newChannel(out);
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    channel.write(chunk.putLong(header.length).flip());
    channel.write(ByteBuffer.wrap(header));
    for (Tensor tensor : order) {
      write(tensor, chunk, channel);
    }
  }

  private static void write(Tensor tensor, ByteBuffer chunk, WritableByteChannel channel)
      throws IOException {
    chunk.clear();
    for (int i = 0; i < tensor.count(); i++) {
      if (chunk.remaining() < tensor.itemBytes()) {
        channel.write(chunk.flip());
        chunk.clear();
      }
      tensor.content().put(chunk, i);
    }
    channel.write(chunk.flip());
  }

  private byte[] header(List<Tensor> order) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = mapper.createObjectNode();
    if (!metadata.isEmpty()) {
      root.set("__metadata__", mapper.valueToTree(metadata));
    }
    long offset = 0;
    for (Tensor tensor : order) {
      ObjectNode node = root.putObject(tensor.name());
      node.put("dtype", tensor.type());
      ArrayNode shape = node.putArray("shape");
      for (int extent : tensor.shape()) {
        shape.add(extent);
      }
      node.putArray("data_offsets").add(offset).add(offset + tensor.bytes());
      offset += tensor.bytes();
    }
    return padded(mapper.writeValueAsBytes(root));
  }

  /** Pads with spaces so that the data start at a multiple of eight bytes. */
  private static byte[] padded(byte[] json) {
    byte[] header = new byte[(json.length + 7) / 8 * 8];
    Arrays.fill(header, (byte) ' ');
    System.arraycopy(json, 0, header, 0, json.length);
    return header;
  }

  private SafetensorsBuilder add(
      String name, String type, int itemBytes, int[] shape, int count, Content content) {
    long product = 1;
    for (int extent : shape) {
      product = Math.multiplyExact(product, extent);
    }
    if (product != count) {
      throw new IllegalArgumentException(
          "%s: shape %s holds %d items, got %d"
              .formatted(name, Arrays.toString(shape), product, count));
    }
    if (name.equals("__metadata__") || tensors.stream().anyMatch(t -> t.name().equals(name))) {
      throw new IllegalArgumentException("there is already a tensor " + name);
    }
    tensors.add(new Tensor(name, type, itemBytes, shape.clone(), count, content));
    return this;
  }
}

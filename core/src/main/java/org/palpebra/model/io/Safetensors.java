package org.palpebra.model.io;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.palpebra.PalpebraException;
import org.palpebra.internal.FileErrors;
import org.palpebra.internal.HalfFloat;

/**
 * A safetensors container: named little-endian arrays behind a JSON header. The header is checked
 * when the container is opened (every tensor inside the file, no overlap, no gap, sizes that agree
 * with shapes), so that reading a tensor cannot leave the file. Thread-safe.
 *
 * @see <a href="https://github.com/huggingface/safetensors#format">format</a>
 */
public final class Safetensors {
  private static final int MAX_HEADER = 100_000_000;
  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .reader();

  private record Tensor(Dtype type, long[] shape, long begin, long end) {}

  private enum Dtype {
    BOOL(1),
    U8(1),
    I8(1),
    I16(2),
    U16(2),
    F16(2),
    BF16(2),
    I32(4),
    U32(4),
    F32(4),
    F64(8),
    I64(8),
    U64(8);

    private final int bytes;

    Dtype(int bytes) {
      this.bytes = bytes;
    }
  }

  private final String source;
  private final ByteBuffer data;
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  private Safetensors(ByteBuffer bytes, String source) {
    this.source = source;
    ByteBuffer all = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    int headerLength = headerLength(all);
    data = all.slice(8 + headerLength, all.capacity() - 8 - headerLength);
    byte[] header = new byte[headerLength];
    all.get(8, header);
    parse(header);
    requireExactCover();
  }

  /** Memory-maps a file. */
  public static Safetensors open(Path file) {
    try (FileChannel channel = FileChannel.open(file)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new PalpebraException(file + ": larger than 2 GiB; split it or store halves");
      }
      return new Safetensors(
          channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()), file.toString());
    } catch (IOException e) {
      throw FileErrors.unreadable(file, e);
    }
  }

  /**
   * Reads a stream to its end; does not close it.
   *
   * @param source what messages call it
   */
  public static Safetensors read(InputStream in, String source) {
    try {
      return new Safetensors(ByteBuffer.wrap(in.readAllBytes()), source);
    } catch (IOException e) {
      throw FileErrors.unreadable(source, e, "try again");
    }
  }

  /**
   * Reads from a buffer's position to its limit; the buffer's content is shared, not copied.
   *
   * @param source what messages call it
   */
  public static Safetensors of(ByteBuffer bytes, String source) {
    return new Safetensors(bytes, source);
  }

  /** The file's name, for messages. */
  public String source() {
    return source;
  }

  /** The header's {@code __metadata__}, unmodifiable. */
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(metadata);
  }

  /** The names of all tensors, unmodifiable. */
  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  /** Whether there is a tensor of that name. */
  public boolean contains(String name) {
    return tensors.containsKey(name);
  }

  /** A tensor's shape, a copy. */
  public long[] shape(String name) {
    return tensor(name).shape().clone();
  }

  /** An F32 or F16 tensor, row-major; every number is finite. */
  public float[] floats(String name) {
    Tensor tensor = tensor(name, Dtype.F32, Dtype.F16);
    ByteBuffer bytes = bytes(tensor);
    float[] values = new float[count(tensor)];
    if (tensor.type() == Dtype.F32) {
      bytes.asFloatBuffer().get(values);
    } else {
      for (int i = 0; i < values.length; i++) {
        values[i] = HalfFloat.toFloat(bytes.getShort());
      }
    }
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw bad(name, "number " + i + " is " + values[i], "write finite numbers only");
      }
    }
    return values;
  }

  /** An I32 tensor, row-major. */
  public int[] ints(String name) {
    Tensor tensor = tensor(name, Dtype.I32);
    int[] values = new int[count(tensor)];
    bytes(tensor).asIntBuffer().get(values);
    return values;
  }

  /** A U8 tensor, row-major. */
  public byte[] bytes(String name) {
    Tensor tensor = tensor(name, Dtype.U8);
    byte[] values = new byte[count(tensor)];
    bytes(tensor).get(values);
    return values;
  }

  /** The exception for a bad field of this file, in one line. */
  PalpebraException bad(String field, String problem, String remedy) {
    return FileErrors.bad(source, field, problem, remedy);
  }

  private ByteBuffer bytes(Tensor tensor) {
    return data.slice((int) tensor.begin(), (int) (tensor.end() - tensor.begin()))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int count(Tensor tensor) {
    return (int) ((tensor.end() - tensor.begin()) / tensor.type().bytes);
  }

  private Tensor tensor(String name, Dtype... types) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw bad(name, "is missing", "write this tensor");
    }
    if (types.length != 0 && !Arrays.asList(types).contains(tensor.type())) {
      throw bad(name, "is " + tensor.type(), "store it as " + join(types));
    }
    return tensor;
  }

  private static String join(Dtype... types) {
    return String.join(" or ", Arrays.stream(types).map(Dtype::name).toList());
  }

  private int headerLength(ByteBuffer all) {
    if (all.capacity() < 8) {
      throw bad(
          "header length", "the file has %d bytes only".formatted(all.capacity()), "get it again");
    }
    long length = all.getLong(0);
    if (length < 2 || length > MAX_HEADER || length > all.capacity() - 8) {
      throw bad(
          "header length",
          "%s does not fit into a file of %d bytes"
              .formatted(Long.toUnsignedString(length), all.capacity()),
          "the file is truncated or no safetensors file");
    }
    return (int) length;
  }

  private void parse(byte[] header) {
    JsonNode root;
    try {
      root = JSON.readTree(new String(header, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw bad(
          "header", "is no JSON (" + firstLine(e.getOriginalMessage()) + ")", "write it anew");
    }
    if (!root.isObject()) {
      throw bad("header", "is no JSON object", "write it anew");
    }
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      if (entry.getKey().equals("__metadata__")) {
        parseMetadata(entry.getValue());
      } else {
        tensors.put(entry.getKey(), parseTensor(entry.getKey(), entry.getValue()));
      }
    }
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }

  private void parseMetadata(JsonNode node) {
    if (!node.isObject()) {
      throw bad("__metadata__", "is no JSON object", "map strings to strings");
    }
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (!entry.getValue().isTextual()) {
        throw bad("__metadata__." + entry.getKey(), "is no string", "map strings to strings");
      }
      metadata.put(entry.getKey(), entry.getValue().textValue());
    }
  }

  private Tensor parseTensor(String name, JsonNode node) {
    Dtype type = parseType(name, node.path("dtype"));
    long[] shape = parseLongs(name, "shape", node.path("shape"));
    long[] offsets = parseLongs(name, "data_offsets", node.path("data_offsets"));
    if (offsets.length != 2 || offsets[1] < offsets[0] || offsets[1] > data.capacity()) {
      throw bad(
          name,
          "data_offsets %s leave the %d bytes of data"
              .formatted(Arrays.toString(offsets), data.capacity()),
          "the file is truncated or broken");
    }
    if (!fills(shape, type, offsets[1] - offsets[0])) {
      throw bad(
          name,
          "shape %s of %s does not fill %d bytes"
              .formatted(Arrays.toString(shape), type, offsets[1] - offsets[0]),
          "make shape and data_offsets agree");
    }
    return new Tensor(type, shape, offsets[0], offsets[1]);
  }

  private static boolean fills(long[] shape, Dtype type, long bytes) {
    try {
      long product = type.bytes;
      for (long extent : shape) {
        product = Math.multiplyExact(product, extent);
      }
      return product == bytes;
    } catch (ArithmeticException e) {
      return false;
    }
  }

  private Dtype parseType(String name, JsonNode node) {
    for (Dtype type : Dtype.values()) {
      if (type.name().equals(node.textValue())) {
        return type;
      }
    }
    throw bad(name, "dtype " + node + " is unknown", "use F32, F16, I32 or U8");
  }

  private long[] parseLongs(String name, String field, JsonNode node) {
    long[] values = new long[node.size()];
    for (int i = 0; i < values.length; i++) {
      JsonNode value = node.get(i);
      if (value == null || !value.canConvertToLong() || !value.isIntegralNumber()) {
        throw bad(name, field + " is no list of whole numbers", "write it anew");
      }
      values[i] = value.longValue();
      if (values[i] < 0) {
        throw bad(name, field + " has the negative number " + values[i], "write it anew");
      }
    }
    if (!node.isArray()) {
      throw bad(name, field + " is missing", "write it anew");
    }
    return values;
  }

  private void requireExactCover() {
    List<Map.Entry<String, Tensor>> order = new ArrayList<>(tensors.entrySet());
    order.sort(
        Comparator.comparingLong((Map.Entry<String, Tensor> e) -> e.getValue().begin())
            .thenComparingLong(e -> e.getValue().end()));
    long end = 0;
    for (Map.Entry<String, Tensor> entry : order) {
      if (entry.getValue().begin() != end) {
        throw bad(
            entry.getKey(),
            "starts at %d, the tensor before ends at %d".formatted(entry.getValue().begin(), end),
            "lay tensors out without gap or overlap");
      }
      end = entry.getValue().end();
    }
    if (end != data.capacity()) {
      throw bad(
          "data",
          "%d bytes belong to no tensor".formatted(data.capacity() - end),
          "lay tensors out without gap or overlap");
    }
  }
}

package org.palpebra.model.io;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.palpebra.PalpebraException;

/**
 * The fields of a small JSON file, checked.
 *
 * @param remedy what to do about a file that is not in order
 */
record JsonFile(Path source, String prefix, JsonNode root, String remedy) {
  private static final long MAX_BYTES = 8 << 20;

  static JsonFile read(Path source, String remedy) {
    try {
      if (Files.size(source) > MAX_BYTES) {
        throw new PalpebraException(
            "%s: has more than %d bytes; %s".formatted(source, MAX_BYTES, remedy));
      }
      JsonNode root = new ObjectMapper().readTree(Files.readAllBytes(source));
      return new JsonFile(source, "", root, remedy);
    } catch (IOException e) {
      throw new PalpebraException(
          "%s: cannot be read as JSON (%s); %s"
              .formatted(source, e.getClass().getSimpleName(), remedy),
          e);
    }
  }

  boolean has(String field) {
    return root.has(field);
  }

  /** The fields of an object in this one. */
  JsonFile object(String field) {
    if (!root.path(field).isObject()) {
      throw bad(field, "is missing or no object");
    }
    return new JsonFile(source, prefix + field + ".", root.path(field), remedy);
  }

  /** Numbers in {@code 0..limit − 1}; any number of them if {@code count} is negative. */
  int[] indices(String field, int count, int limit) {
    JsonNode list = list(field, count);
    int[] values = new int[list.size()];
    for (int i = 0; i < values.length; i++) {
      JsonNode v = list.get(i);
      if (!v.isInt() || v.asInt() < 0 || v.asInt() >= limit) {
        throw bad(field, "number %d is no index in 0..%d".formatted(i, limit - 1));
      }
      values[i] = v.asInt();
    }
    return values;
  }

  float number(String field) {
    float value = (float) root.path(field).asDouble(Double.NaN);
    if (!Float.isFinite(value)) {
      throw bad(field, "is no finite number");
    }
    return value;
  }

  float[] numbers(String field, int count) {
    JsonNode list = list(field, count);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) list.get(i).asDouble(Double.NaN);
      if (!Float.isFinite(values[i])) {
        throw bad(field, "number %d is not finite".formatted(i));
      }
    }
    return values;
  }

  List<String> texts(String field) {
    List<String> texts = new ArrayList<>();
    list(field, -1).forEach(node -> texts.add(node.asText()));
    return texts;
  }

  /** A text, or another one where the field is missing. */
  String text(String field, String otherwise) {
    JsonNode node = root.path(field);
    if (node.isMissingNode()) {
      return otherwise;
    }
    if (!node.isTextual()) {
      throw bad(field, "is no text");
    }
    return node.asText();
  }

  private JsonNode list(String field, int count) {
    JsonNode list = root.path(field);
    if (!list.isArray()) {
      throw bad(field, "is missing or no list");
    }
    if (count >= 0 && list.size() != count) {
      throw bad(field, "has %d elements, expected %d".formatted(list.size(), count));
    }
    return list;
  }

  PalpebraException bad(String field, String problem) {
    return new PalpebraException(
        "%s: %s%s: %s; %s".formatted(source, prefix, field, problem, remedy));
  }
}

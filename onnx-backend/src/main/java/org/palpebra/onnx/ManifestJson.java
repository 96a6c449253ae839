package org.palpebra.onnx;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.stream.Collectors;
import org.palpebra.PalpebraException;
import org.palpebra.onnx.internal.OneLine;

/** Reads and writes {@code bundle.json}, strictly: unknown, missing and doubled keys are errors. */
final class ManifestJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private ManifestJson() {}

  /**
   * Reads a manifest.
   *
   * @param file for messages
   */
  static BundleManifest read(byte[] json, String file) {
    try {
      JsonNode tree = MAPPER.readTree(json);
      refuseNulls(tree, "", file);
      BundleManifest manifest = MAPPER.treeToValue(tree, BundleManifest.class);
      if (manifest == null) {
        throw new PalpebraException(file + ": is empty; see docs/bundles.md for its keys");
      }
      return manifest;
    } catch (IOException e) {
      throw new PalpebraException(
          file + ": " + OneLine.of(reason(e)) + "; see docs/bundles.md for its keys", e);
    }
  }

  private static void refuseNulls(JsonNode node, String path, String file) {
    node.properties()
        .forEach(
            entry -> {
              String key = path + entry.getKey();
              if (entry.getValue().isNull()) {
                throw isNull(key, file);
              }
              refuseNulls(entry.getValue(), key + ".", file);
            });
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      String key = path.substring(0, Math.max(0, path.length() - 1)) + "[" + i + "]";
      if (node.get(i).isNull()) {
        throw isNull(key, file);
      }
      refuseNulls(node.get(i), key + ".", file);
    }
  }

  private static PalpebraException isNull(String key, String file) {
    return new PalpebraException(
        file + ": key '" + OneLine.of(key) + "' is null; give it a value or leave it out");
  }

  static byte[] write(BundleManifest manifest) {
    try {
      return MAPPER.writeValueAsBytes(manifest);
    } catch (IOException e) {
      throw new IllegalStateException("a manifest can always be written", e);
    }
  }

  private static String reason(IOException e) {
    if (e instanceof UnrecognizedPropertyException unknown) {
      return "unknown key '%s', known here are %s"
          .formatted(path(unknown), unknown.getKnownPropertyIds());
    }
    if (e instanceof ValueInstantiationException refused && refused.getCause() != null) {
      String where = path(refused);
      return (where.isEmpty() ? "" : "key '" + where + "': ")
          + firstLine(String.valueOf(refused.getCause().getMessage()));
    }
    if (e instanceof JsonMappingException mapping) {
      String where = path(mapping);
      if (mapping.getOriginalMessage().startsWith("Missing required creator property")) {
        return "missing key '" + where + "'";
      }
      return (where.isEmpty() ? "" : "key '" + where + "': ")
          + firstLine(mapping.getOriginalMessage());
    }
    if (e instanceof JsonParseException syntax) {
      return "is not JSON, line %d: %s"
          .formatted(syntax.getLocation().getLineNr(), firstLine(syntax.getOriginalMessage()));
    }
    return firstLine(String.valueOf(e.getMessage()));
  }

  private static String path(JsonMappingException e) {
    return e.getPath().stream()
        .map(
            step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
        .collect(Collectors.joining("."));
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}

package org.palpebra.training.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.palpebra.PalpebraException;
import org.palpebra.onnx.Device;

/**
 * Reads configuration files into records. Fields that may be null may be left out; every other
 * field has to be there, and no unknown one.
 */
public final class ConfigurationFile {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .addModule(new SimpleModule().addDeserializer(Device.class, new DeviceReader()))
          .build();

  /** Reads {@code "cpu"} or {@code "cuda:1"}. */
  private static final class DeviceReader extends FromStringDeserializer<Device> {
    DeviceReader() {
      super(Device.class);
    }

    @Override
    protected Device _deserialize(String value, DeserializationContext context) {
      return Device.parse(value);
    }
  }

  private ConfigurationFile() {}

  /**
   * Reads a file.
   *
   * @param command whose configuration it is, for messages
   * @throws PalpebraException naming the file and the field that is missing, unknown or wrong
   */
  public static <T extends Record> T read(Path file, Class<T> type, String command) {
    try {
      JsonNode tree = JSON.readTree(Files.readString(file));
      if (!tree.isObject()) {
        throw new PalpebraException(file + ": no JSON object; write a configuration of " + command);
      }
      complete(tree, type, file + ": ");
      return JSON.treeToValue(tree, type);
    } catch (JsonProcessingException e) {
      throw new PalpebraException(
          "%s: not a configuration of %s: %s".formatted(file, command, firstLine(e)), e);
    } catch (IOException e) {
      throw new PalpebraException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static String firstLine(JsonProcessingException e) {
    return e.getOriginalMessage().lines().findFirst().orElse("");
  }

  /** Puts null where an optional field is left out; refuses null where one is not optional. */
  private static void complete(@Nullable JsonNode node, Class<?> type, String path) {
    if (!(node instanceof ObjectNode object) || !type.isRecord()) {
      return;
    }
    for (RecordComponent component : type.getRecordComponents()) {
      String name = component.getName();
      boolean optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
      if (optional && !object.has(name)) {
        object.putNull(name);
      }
      JsonNode value = object.get(name);
      if (!optional && value != null && value.isNull()) {
        throw new PalpebraException(path + name + " is null; give it a value");
      }
      complete(value, component.getType(), path + name + ".");
    }
  }
}

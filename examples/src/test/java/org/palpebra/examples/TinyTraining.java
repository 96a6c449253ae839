package org.palpebra.examples;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The shipped configurations of trainings, made small, in a folder of their own. */
public record TinyTraining(Path folder) {
  private static final Path ROOT = Path.of(System.getProperty("palpebra.root", ".."));

  /**
   * One epoch of an eye-state training that writes {@code eye-state.onnx}.
   *
   * @param shipped such as {@code eyes.json}
   */
  public Path eyes(String shipped, Path data) throws IOException {
    ObjectNode config = shipped(shipped);
    config.put("data", data.toString());
    config.put("folder", folder.resolve("eyes").toString());
    config.put("output", folder.resolve("eye-state.onnx").toString());
    config.remove("photos");
    if (config.get("rendered") instanceof ObjectNode rendered) {
      rendered.put("faces", faces(40).toString()).put("count", 8);
    }
    ((ObjectNode) config.get("plan")).put("epochs", 1).put("batchSize", 8).put("threads", 1);
    return write("eyes.json", config);
  }

  /** A regressor's training from that many rendered faces of 64×64. */
  public Path faces(int count) throws IOException {
    ObjectNode config = shipped("regressor-synthetic.json");
    config.put("faceModel", ROOT.resolve(config.get("faceModel").textValue()).toString());
    config.put("folder", folder.resolve("faces").toString());
    ((ObjectNode) config.get("synthetic")).put("count", count).put("size", 64);
    return write("faces.json", config);
  }

  private static ObjectNode shipped(String config) throws IOException {
    Path file = ROOT.resolve("training/configs").resolve(config);
    return (ObjectNode) new ObjectMapper().readTree(file.toFile());
  }

  private Path write(String name, ObjectNode config) throws IOException {
    return Files.writeString(folder.resolve(name), config.toString());
  }
}

package org.palpebra.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.examples.TinyTraining;
import org.palpebra.onnx.BundleAsset;
import org.palpebra.onnx.Device;
import org.palpebra.onnx.EyeStateSpec;
import org.palpebra.onnx.OnnxEyeStateClassifier;

/** One epoch of each kind of training, from the shipped configurations made small. */
class TrainEyesCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int train(Path config) {
    return train(config, "auto");
  }

  private int train(Path config, String device) {
    return Palpebra.run(
        new PrintWriter(out, true),
        new PrintWriter(err, true),
        "train",
        "eyes",
        config.toString(),
        "--device",
        device,
        "--json",
        folder.resolve("score.json").toString());
  }

  private Path eyes(String shipped, Path data) throws IOException {
    return new TinyTraining(folder).eyes(shipped, data);
  }

  private Path faces(int count) throws IOException {
    return new TinyTraining(folder).faces(count);
  }

  /** The written network runs in the pipeline's classifier, and as many eyes were scored. */
  private void assertTrained(int scored) throws IOException {
    assertEquals(scored, JSON.readTree(folder.resolve("score.json").toFile()).get("n").asInt());
    byte[] network = Files.readAllBytes(folder.resolve("eye-state.onnx"));
    BundleAsset asset = new BundleAsset("eye-state.onnx", "eye-state", "", "", network);
    try (OnnxEyeStateClassifier classifier =
        OnnxEyeStateClassifier.open(asset, EyeStateSpec.ofSize(24), Device.CPU, 1)) {
      float closed = classifier.closedProbability(new float[24 * 24], 1)[0];
      assertTrue(closed > 0 && closed < 1, "P(closed) of a black patch: " + closed);
    }
  }

  @Test
  void rendersTheFacesThatARegressorsConfigurationNames() throws IOException {
    assertEquals(0, train(eyes("eyes-synthetic.json", faces(40))), err::toString);
    assertTrained(4);
    assertTrue(Files.size(folder.resolve("faces/synthetic.bin")) > 40 * 3 * 64 * 64);
  }

  @Test
  void readsPatchesFromAFolderAndRendersFacesBesideThem() throws IOException {
    StringBuilder index = new StringBuilder("file,state,side,photo,split\n");
    for (int i = 0; i < 20; i++) {
      String name = i + ".png";
      BufferedImage patch = new BufferedImage(24, 24, BufferedImage.TYPE_BYTE_GRAY);
      patch.getRaster().setSample(i, 12, 0, 200);
      ImageIO.write(patch, "png", folder.resolve(name).toFile());
      String state = i % 2 == 0 ? "open" : "closed";
      index.append("%s,%s,L,%d,%s%n".formatted(name, state, i, i < 12 ? "train" : "val"));
    }
    Files.writeString(folder.resolve("index.csv"), index);
    assertEquals(0, train(eyes("eyes.json", folder)), err::toString);
    assertTrained(8);
    assertTrue(Files.exists(folder.resolve("faces/synthetic.bin")), "rendered eyes beside them");
  }

  @Test
  void tooFewFacesToKeepAnyBackIsOneLine() throws IOException {
    assertEquals(1, train(eyes("eyes-synthetic.json", faces(19))));
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertTrue(err.toString().contains("faces.json: synthetic.count is 19"), err.toString());
    assertFalse(Files.exists(folder.resolve("faces/synthetic.bin")));
  }

  /** Asked for on the command line, or by the plan. */
  @Test
  void aDeviceThatIsNotThereIsOneLine() throws IOException {
    Path config = eyes("eyes-synthetic.json", faces(40));
    assertEquals(1, train(config, "cuda:98"));
    assertTrue(err.toString().contains("device cuda:98 is not available"), err.toString());
    ObjectNode json = (ObjectNode) JSON.readTree(config.toFile());
    ((ObjectNode) json.get("plan")).put("device", "cuda:99");
    Files.writeString(config, json.toString());
    assertEquals(1, train(config));
    assertTrue(err.toString().contains("device cuda:99 is not available"), err.toString());
    assertEquals(2, err.toString().lines().count(), err.toString());
    assertFalse(Files.exists(folder.resolve("faces/synthetic.bin")));
    assertEquals(0, train(config, "cpu"), err::toString);
    assertTrained(4);
  }

  @Test
  void missingDataIsOneLine() throws IOException {
    assertEquals(1, train(eyes("eyes.json", folder.resolve("nothing"))));
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertTrue(err.toString().contains("nothing"), err.toString());
    assertFalse(Files.exists(folder.resolve("faces/synthetic.bin")), "looks before it renders");
  }
}

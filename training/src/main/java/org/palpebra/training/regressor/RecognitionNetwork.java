package org.palpebra.training.regressor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.palpebra.PalpebraException;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.Images;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.graph.io.FilePort;
import org.palpebra.training.graph.io.ImportOptions;
import org.palpebra.training.graph.io.ImportedNetwork;
import org.palpebra.training.nn.Net;
import org.palpebra.training.nn.Parameters;

/** A recognition network with what belongs before it. Its weights stay as they are. */
final class RecognitionNetwork {
  private static final int ARCFACE_SIZE = 112;
  private static final double MEAN = 127.5;
  private static final double SCALE = 128;

  private final RecognitionChoice choice;
  private final ImportedNetwork network;
  private final FilePort input;

  private RecognitionNetwork(RecognitionChoice choice, ImportedNetwork network) {
    this.choice = choice;
    this.network = network;
    input = network.inputs().get(0);
  }

  /**
   * @throws PalpebraException if there is no such file, or it is no network of one picture
   */
  static RecognitionNetwork read(RecognitionChoice choice) {
    Path file = Path.of(choice.file());
    if (!Files.isRegularFile(file)) {
      throw new PalpebraException(
          file
              + ": hybrid.recognition.file: no such file; no recognition network comes with"
              + " Palpebra, give an ONNX file of one, or train without: weights"
              + " \"paper-without-perceptual\" and recognition null");
    }
    ImportedNetwork network = ImportedNetwork.read(file);
    List<FilePort> inputs = network.inputs();
    if (inputs.size() != 1 || network.outputs().isEmpty()) {
      throw new PalpebraException(
          "%s: has %d inputs and %d outputs; a recognition network has one picture and features"
              .formatted(file, inputs.size(), network.outputs().size()));
    }
    return new RecognitionNetwork(choice, network);
  }

  /** Side of the input. */
  int size() {
    Integer given = choice.size();
    if (given != null) {
      return given;
    }
    List<String> extents = input.extents();
    String last = extents.isEmpty() ? "?" : extents.get(extents.size() - 1);
    return last.matches("[1-9]\\d*") ? Integer.parseInt(last) : ARCFACE_SIZE;
  }

  /**
   * Emits the network into a graph, as often as there are pictures but with its weights once.
   *
   * @param maps [B, 2, 3] from places in the network's picture to those in the crop, see {@link
   *     Images#affineGrid}
   * @return crops [B, 3, H, W] of RGB in [0, 1] to features [B, D]
   */
  UnaryOperator<Tensor> with(Tensor maps) {
    Graph graph = maps.graph();
    Net net = new Net(graph, new Parameters(), Net.Mode.INFERENCE, 0);
    Tensor grid = Images.affineGrid(maps, size(), size(), false);
    ImportOptions options = ImportOptions.plain().withPrefix("recognition.");
    String output = network.outputs().get(0).name();
    return crops -> {
      Tensor upright = Images.sample(crops, grid, false, Images.Outside.ZEROS);
      Tensor features =
          network.build(net, Map.of(input.name(), prepared(upright)), options).get(output);
      if (features == null) {
        throw new IllegalStateException("no output " + output);
      }
      return features.shape().rank() == 2 ? features : features.flatten();
    };
  }

  private Tensor prepared(Tensor picture) {
    double mean = choice.mean() == null ? MEAN : choice.mean();
    double scale = choice.scale() == null ? SCALE : choice.scale();
    Tensor scaled = picture.mul(255 / scale).sub(mean / scale);
    return choice.channels() == RecognitionChoice.Channels.BGR
        ? scaled.gather(1, new int[] {2, 1, 0})
        : scaled;
  }
}

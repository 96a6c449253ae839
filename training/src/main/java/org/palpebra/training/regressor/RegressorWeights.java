package org.palpebra.training.regressor;

import java.nio.file.Path;
import java.util.Locale;
import org.palpebra.PalpebraException;
import org.palpebra.model.io.Safetensors;
import org.palpebra.model.io.SafetensorsBuilder;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.io.OnnxWeights;
import org.palpebra.training.nn.NamedArrays;
import org.palpebra.training.nn.Net;
import org.palpebra.training.nn.Parameters;
import org.palpebra.training.nn.Parameters.Parameter;
import org.palpebra.training.nn.TorchWeights;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trained weights of a {@link CoefficientNetwork} as a safetensors file. */
final class RegressorWeights {
  private static final Logger LOG = LoggerFactory.getLogger(RegressorWeights.class);

  private RegressorWeights() {}

  /** Writes whole or not at all. */
  static void write(Parameters parameters, Path file) {
    SafetensorsBuilder builder = new SafetensorsBuilder();
    for (Parameter p : parameters.all()) {
      builder.floats(p.name(), p.values(), p.shape().toArray());
    }
    builder.write(file);
  }

  /** The first weights of a network. */
  static Parameters random(CoefficientNetwork network) {
    Parameters parameters = new Parameters();
    Graph graph = new Graph();
    Net net = new Net(graph, parameters, Net.Mode.TRAINING, network.seed());
    int size = network.camera().size();
    network.coefficients(net, graph.input(CoefficientNetwork.INPUT, 2, 3, size, size));
    return parameters;
  }

  /**
   * The weights of a file with PyTorch's names, safetensors or ONNX; its last layer only if it has
   * as many outputs as the network.
   *
   * @throws PalpebraException if the file belongs to another network
   */
  static Parameters readBackbone(RegressorNetwork network, Path file) {
    Parameters parameters = random(network);
    TorchWeights.Loaded loaded =
        TorchWeights.load(
            arrays(file), parameters, network.backbone().head(), TorchWeights.Head.MAY_BE_FRESH);
    LOG.info(
        "{}: {} arrays read, new: {}, ignored: {}",
        file,
        loaded.count(),
        loaded.fresh(),
        loaded.ignored());
    return parameters;
  }

  private static NamedArrays arrays(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".onnx")
        ? OnnxWeights.read(file)
        : NamedArrays.of(Safetensors.open(file));
  }

  /**
   * @throws PalpebraException if the file belongs to another network
   */
  static Parameters read(CoefficientNetwork network, Path file) {
    Parameters parameters = random(network);
    Safetensors tensors = Safetensors.open(file);
    for (Parameter p : parameters.all()) {
      if (!tensors.contains(p.name()) || tensors.floats(p.name()).length != p.shape().size()) {
        throw new PalpebraException(
            "%s: has no %s of %s; it was trained for another network"
                .formatted(file, p.name(), p.shape()));
      }
      parameters.set(p.name(), tensors.floats(p.name()));
    }
    return parameters;
  }
}

package org.palpebra.training.regressor;

import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.nn.Net;
import org.palpebra.training.nn.Parameters;

/** A network from face crops to coefficients in their final units. */
public interface CoefficientNetwork {
  /** Name of the exported network's input. */
  String INPUT = "image";

  /** Name of the exported network's output. */
  String OUTPUT = "coefficients";

  /** Order and number of the coefficients. */
  CoefficientLayout layout();

  /** Camera of the crop. */
  PerspectiveCamera camera();

  /** Seed of the first weights. */
  long seed();

  /**
   * Emits the network.
   *
   * @param image [N, 3, S, S], RGB in [0, 1]
   * @return [N, C]
   */
  Tensor coefficients(Net net, Tensor image);

  /**
   * The network as an ONNX file: {@value #INPUT} [N, 3, S, S] to {@value #OUTPUT} [N, C], weights
   * as half floats.
   */
  default byte[] export(Parameters parameters, String description) {
    Graph graph = new Graph();
    Net net = new Net(graph, parameters, Net.Mode.INFERENCE_HALF, seed());
    Tensor image = graph.input(INPUT, 1, 3, camera().size(), camera().size());
    graph.output(OUTPUT, coefficients(net, image));
    graph.describe("description", description);
    return graph.toModel(true).toByteArray();
  }
}

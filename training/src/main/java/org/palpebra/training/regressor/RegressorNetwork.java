package org.palpebra.training.regressor;

import java.util.Arrays;
import java.util.List;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.nn.Initializer;
import org.palpebra.training.nn.Net;
import org.palpebra.training.nn.Parameters;
import org.palpebra.training.nn.RegressorBackbone;

/**
 * A network from face crops to coefficients in their final units: a backbone, one linear layer and
 * fixed output scales, so that every output of the layer is of size 1. Expressions go through a
 * sigmoid into (0, 1).
 *
 * @param seed of the first weights
 */
public record RegressorNetwork(RegressorBackbone backbone, CoefficientLayout layout, long seed) {
  /** The embedded regressor's crop: 175 mm across at the model's origin. */
  public static final PerspectiveCamera CAMERA = new PerspectiveCamera(112, 640, 56, 56, 1000);

  /** Names of the exported network's ports. */
  public static final String INPUT = "image";

  public static final String OUTPUT = "coefficients";

  private static final double ROTATION = 0.5;
  private static final double LIGHTING = 0.3;
  private static final double SHIFT = 20;
  private static final double DEPTH = 150;

  /** Expression of a zero output is 0.12, with a slope of 0.3. */
  private static final double EXPRESSION_SLOPE = 3;

  private static final double EXPRESSION_OFFSET = -2;

  /**
   * Emits the network.
   *
   * @param image [N, 3, S, S] in [0, 1]
   * @return [N, C]
   */
  public Tensor coefficients(Net net, Tensor image) {
    Tensor features = backbone.features(net, image.sub(0.5).mul(4));
    Tensor raw = net.linear("head", features, layout.size(), Initializer.normal(0.005));
    Tensor scaled = raw.mul(net.graph().constant(scales(), layout.size()));
    Tensor expression =
        raw.slice(1, layout.expressionOffset(), layout.albedoOffset())
            .mul(EXPRESSION_SLOPE)
            .add(EXPRESSION_OFFSET)
            .sigmoid();
    return Tensor.concat(
        1,
        List.of(
            scaled.slice(1, 0, layout.expressionOffset()),
            expression,
            scaled.slice(1, layout.albedoOffset(), layout.size())));
  }

  private float[] scales() {
    float[] scales = new float[layout.size()];
    Arrays.fill(scales, 1);
    Arrays.fill(scales, layout.rotationOffset(), layout.lightingOffset(), (float) ROTATION);
    Arrays.fill(scales, layout.lightingOffset(), layout.translationOffset(), (float) LIGHTING);
    Arrays.fill(scales, layout.translationOffset(), layout.size(), (float) SHIFT);
    scales[layout.size() - 1] = (float) DEPTH;
    return scales;
  }

  /**
   * The network as an ONNX file: {@value #INPUT} [N, 3, S, S] to {@value #OUTPUT} [N, C], weights
   * as half floats.
   */
  public byte[] export(Parameters parameters, String description) {
    Graph graph = new Graph();
    Net net = new Net(graph, parameters, Net.Mode.INFERENCE_HALF, seed);
    Tensor image = graph.input(INPUT, 1, 3, CAMERA.size(), CAMERA.size());
    graph.output(OUTPUT, coefficients(net, image));
    graph.describe("description", description);
    return graph.toModel(true).toByteArray();
  }
}

package org.palpebra.training.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnx.proto.OnnxMl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.MorphableModel;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.Repetition;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.nn.Adam;
import org.palpebra.training.nn.EyeStateNet;
import org.palpebra.training.nn.Net;
import org.palpebra.training.nn.Parameters;
import org.palpebra.training.nn.ResNet;
import org.palpebra.training.nn.TrainStep;
import org.palpebra.training.regressor.RegressorNetwork;

/**
 * The operators of training steps are those whose CUDA kernels docs/cuda.md vouches for: one that
 * is new has to be looked up in ONNX Runtime's documentation first.
 */
class CudaOperatorsTest {
  private static final PerspectiveCamera CAMERA = new PerspectiveCamera(64, 360, 32, 32, 1000);
  private static final MorphableModel MODEL = PaintedTinyFace.model();
  private static final CoefficientLayout LAYOUT = MODEL.layout(9);
  private static final int BATCH = 2;
  private static final int WIDTH = 4;

  private final Net net = new Net(new Graph(), new Parameters(), Net.Mode.TRAINING, 1);
  private final Graph graph = net.graph();

  private OnnxMl.ModelProto step(Tensor loss) {
    Adam adam = Adam.plain().withWeightDecay(0.1).withClipNorm(1);
    OnnxMl.ModelProto once = TrainStep.model(net, loss, Map.of("loss", loss), adam);
    return Repetition.of(once, 2, Map.of("step", "new.step"), Set.of("learning_rate"));
  }

  private Tensor coefficients(Tensor image) {
    return new RegressorNetwork(
            ResNet.resnet50().withWidth(WIDTH),
            LAYOUT,
            CAMERA,
            RegressorNetwork.Expression.BLENDSHAPES,
            1)
        .coefficients(net, image);
  }

  /** With a recognition network that has parametric rectifiers, as published ones do. */
  private OnnxMl.ModelProto hybrid() {
    HybridTargets targets = HybridTargets.declare(graph, BATCH, CAMERA.size());
    Tensor slope = graph.constant(new float[] {0.1f, 0.2f, 0.3f}, 3, 1, 1);
    HybridLoss loss =
        new HybridLoss(
            MODEL, 9, CAMERA, HybridSettings.paper(), image -> image.prelu(slope).flatten());
    Map<String, Tensor> terms = loss.terms(coefficients(targets.image()), targets);
    return step(Objects.requireNonNull(terms.get(HybridLoss.LOSS)));
  }

  private OnnxMl.ModelProto landmarks() {
    FaceGraph face = new FaceGraph(MODEL, 9, CAMERA, 30, 1);
    Map<String, Tensor> targets = new LinkedHashMap<>();
    RegressorTargets.shapes(BATCH, LAYOUT)
        .forEach((name, shape) -> targets.put(name, graph.input(name, shape.toArray())));
    Tensor image = graph.input("image", BATCH, 3, CAMERA.size(), CAMERA.size());
    Map<String, Tensor> terms =
        new RegressorLoss(face, LossWeights.defaults())
            .terms(coefficients(image), RegressorTargets.of(targets));
    return step(Objects.requireNonNull(terms.get("loss")));
  }

  private OnnxMl.ModelProto eyes() {
    Tensor logits =
        EyeStateNet.small(16, List.of(32, 64, 64), List.of(2, 2, 1), true)
            .logits(net, graph.input("eyes", BATCH, 1, 24, 24));
    return step(logits.softplus().sub(logits.mul(graph.input("closed", BATCH, 1))).mean());
  }

  private static void collect(OnnxMl.GraphProto graph, Set<String> operators) {
    for (OnnxMl.NodeProto node : graph.getNodeList()) {
      operators.add(node.getOpType());
      node.getAttributeList().stream()
          .filter(OnnxMl.AttributeProto::hasG)
          .forEach(attribute -> collect(attribute.getG(), operators));
    }
  }

  private static Set<String> documented() throws IOException {
    Path file = Path.of(System.getProperty("palpebra.root", "..")).resolve("docs/cuda.md");
    String text = Files.readString(file);
    int start = text.indexOf("<!-- operators -->");
    Matcher names =
        Pattern.compile("`([A-Z][A-Za-z]+)`")
            .matcher(text.substring(start, text.indexOf("<!-- end -->", start)));
    Set<String> operators = new TreeSet<>();
    while (names.find()) {
      operators.add(names.group(1));
    }
    return operators;
  }

  @Test
  void theOperatorsOfTheStepsAreDocumented() throws IOException {
    Set<String> used = new TreeSet<>();
    collect(hybrid().getGraph(), used);
    collect(new CudaOperatorsTest().landmarks().getGraph(), used);
    collect(new CudaOperatorsTest().eyes().getGraph(), used);
    assertEquals(documented(), used);
  }
}

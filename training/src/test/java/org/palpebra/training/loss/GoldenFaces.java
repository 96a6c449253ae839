package org.palpebra.training.loss;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.io.Deep3dMatReader;
import org.palpebra.testing.SharedData;

/** The golden file of Deep3DFaceRecon, in this library's units. */
final class GoldenFaces {
  private static final double UNIT = 100;

  final JsonNode golden = SharedData.requireJson("golden/deep3d/golden.json");
  final MorphableModel model =
      new Deep3dMatReader().read(SharedData.require("golden/deep3d/BFM_model_front.mat"));
  final PerspectiveCamera camera = PerspectiveCamera.DEEP3D;
  final int batch = golden.get("coefficients").size();
  final int lighting =
      golden.get("coefficients").get(0).size()
          - model.identity().columns()
          - model.expression().columns()
          - model.albedo().columns()
          - 6;
  final CoefficientLayout layout = model.layout(lighting);

  /** Coefficients with translations in millimetres, [B, C]. */
  double[] coefficients() {
    return scaledTranslation(numbers("coefficients"), UNIT);
  }

  /** Derivatives by translations in units of 100 mm, from derivatives by millimetres. */
  double[] perUnit(double[] gradient) {
    return scaledTranslation(gradient.clone(), UNIT);
  }

  private double[] scaledTranslation(double[] values, double factor) {
    for (int b = 0; b < batch; b++) {
      for (int k = 0; k < 3; k++) {
        values[b * layout.size() + layout.translationOffset() + k] *= factor;
      }
    }
    return values;
  }

  /** All numbers of a field, by a path with slashes. */
  double[] numbers(String path) {
    return leaves(node(path)).mapToDouble(JsonNode::doubleValue).toArray();
  }

  private static Stream<JsonNode> leaves(JsonNode node) {
    return node.isArray()
        ? StreamSupport.stream(node.spliterator(), false).flatMap(GoldenFaces::leaves)
        : Stream.of(node);
  }

  JsonNode node(String path) {
    JsonNode node = golden;
    for (String part : path.split("/", -1)) {
      node = node.get(part);
      if (node == null) {
        throw new IllegalStateException("the golden file lacks " + path);
      }
    }
    return node;
  }

  /** Landmarks from y up to y down. */
  double[] flipped(double[] landmarks) {
    double[] down = landmarks.clone();
    for (int i = 1; i < down.length; i += 2) {
      down[i] = camera.size() - down[i];
    }
    return down;
  }
}

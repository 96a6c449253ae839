package org.palpebra.training.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.Shape;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.nn.Parameters.Kind;
import org.palpebra.training.nn.Parameters.Parameter;

class ResNetTest {
  private static final Map<String, Parameters> BUILT = new HashMap<>();

  /** Built once, as drawing 25 million first weights takes a second; not to be changed. */
  private static Parameters parameters(ResNet network, int outputs) {
    return BUILT.computeIfAbsent(network + " " + outputs, key -> build(network, outputs));
  }

  private static Parameters build(ResNet network, int outputs) {
    Parameters parameters = new Parameters();
    Graph graph = new Graph();
    Net net = new Net(graph, parameters, Net.Mode.TRAINING, 11);
    Tensor image = graph.input("image", 1, 3, 224, 224);
    Tensor logits = network.outputs(net, network.normalised(image), outputs);
    assertEquals(Shape.of(1, outputs), logits.shape());
    return parameters;
  }

  /** The totals that torchvision's documentation gives for its networks. */
  @Test
  void countsAreTorchvisions() {
    assertEquals(11_689_512, parameters(ResNet.resnet18(), 1000).count());
    assertEquals(21_797_672, parameters(ResNet.resnet34(), 1000).count());
    assertEquals(25_557_032, parameters(ResNet.resnet50(), 1000).count());
  }

  @Test
  void aRegressorOf239OutputsHasTheBackbonesCountAndItsLayer() {
    assertEquals(23_508_032 + 2048 * 239 + 239, parameters(ResNet.resnet50(), 239).count());
  }

  @Test
  void namesAndShapesAreTorchvisions() {
    Parameters fifty = parameters(ResNet.resnet50(), 1000);
    List<String> names = fifty.all().stream().map(Parameter::name).toList();
    assertEquals(
        List.of("conv1.weight", "bn1.weight", "bn1.bias", "bn1.running_mean", "bn1.running_var"),
        names.subList(0, 5));
    assertEquals(53 * 5 + 2, names.size());
    assertShape(fifty, "conv1.weight", 64, 3, 7, 7);
    assertShape(fifty, "layer1.0.downsample.0.weight", 256, 64, 1, 1);
    assertShape(fifty, "layer1.0.downsample.1.running_var", 256);
    assertShape(fifty, "layer2.0.conv2.weight", 128, 128, 3, 3);
    assertShape(fifty, "layer3.5.conv3.weight", 1024, 256, 1, 1);
    assertShape(fifty, "layer4.2.bn3.weight", 2048);
    assertShape(fifty, "fc.weight", 1000, 2048);
    Parameters eighteen = parameters(ResNet.resnet18(), 1000);
    assertEquals(20 * 5 + 2, eighteen.all().size());
    assertShape(eighteen, "layer4.0.downsample.0.weight", 512, 256, 1, 1);
    assertShape(eighteen, "layer4.1.conv2.weight", 512, 512, 3, 3);
    assertEquals(null, eighteen.find("layer1.0.downsample.0.weight"));
  }

  private static void assertShape(Parameters parameters, String name, int... shape) {
    assertEquals(Shape.of(shape), parameters.get(name).shape(), name);
  }

  @Test
  void halfTheWidthHasAQuarterOfTheConvolutions() {
    ResNet half = ResNet.resnet18().withWidth(32);
    assertEquals(256, half.featureCount());
    int full = convolutions(parameters(ResNet.resnet18(), 1000));
    int quarter = convolutions(parameters(half, 10));
    int stem = 64 * 3 * 49;
    assertEquals((full - stem) / 4, quarter - stem / 2);
  }

  private static int convolutions(Parameters parameters) {
    return parameters.all().stream()
        .filter(p -> p.shape().rank() == 4)
        .mapToInt(p -> p.shape().size())
        .sum();
  }

  @Test
  void firstValuesAreThePublishedOnes() {
    Parameters parameters = parameters(ResNet.resnet50(), 1000);
    for (Parameter p : parameters.all()) {
      if (p.shape().rank() == 4) {
        double fanOut = (double) p.shape().size() / p.shape().get(1);
        double deviation = Math.sqrt(2 / fanOut);
        double bound = 6 * deviation / Math.sqrt(p.shape().size());
        assertEquals(0, mean(p.values()), bound, p.name());
        assertEquals(1, rootMeanSquare(p.values()) / deviation, 0.05, p.name());
      } else if (!p.name().startsWith("fc.")) {
        boolean one = p.name().endsWith("weight") || p.name().endsWith("running_var");
        float[] expected = new float[p.shape().size()];
        java.util.Arrays.fill(expected, one ? 1 : 0);
        assertArrayEquals(expected, p.values(), p.name());
      }
    }
    double bound = 1 / Math.sqrt(2048);
    float[] weights = parameters.get("fc.weight").values();
    assertEquals(bound / Math.sqrt(3), rootMeanSquare(weights), 0.01 * bound);
    for (float value : weights) {
      assertTrue(Math.abs(value) <= bound, "fc.weight " + value);
    }
    assertEquals(Kind.BIAS, parameters.get("fc.bias").kind());
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double rootMeanSquare(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum / values.length);
  }

  @Test
  void blocksCanStartAsTheirShortcuts() {
    Parameters parameters = parameters(ResNet.resnet50().withWidth(8).withZeroResidual(), 10);
    for (Parameter p : parameters.all()) {
      if (p.name().endsWith("bn3.weight")) {
        assertArrayEquals(new float[p.shape().size()], p.values(), p.name());
      } else if (p.name().endsWith("bn2.weight")) {
        assertEquals(1, p.values()[0], p.name());
      }
    }
    Parameters basic = parameters(ResNet.resnet18().withWidth(8).withZeroResidual(), 10);
    assertEquals(0, basic.get("layer3.1.bn2.weight").values()[5]);
    assertEquals(1, basic.get("layer3.1.bn1.weight").values()[5]);
  }
}

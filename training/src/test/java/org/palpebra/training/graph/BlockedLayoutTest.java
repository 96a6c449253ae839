package org.palpebra.training.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Blocked graphs against plain ones in double precision, results and derivatives. */
class BlockedLayoutTest {

  @BeforeEach
  void needsTheLayout() {
    assumeTrue(BlockSize.find() > 1, "this processor has no blocked layout");
  }

  @ParameterizedTest
  @CsvSource({
    // samples, channels, outputs, height, width, kernel, stride, padding, dilation
    "1, 16, 32, 9, 7, 3, 1, 1, 1",
    "2, 32, 16, 5, 6, 1, 1, 0, 1",
    "3, 16, 16, 8, 12, 1, 2, 0, 1",
    "2, 32, 16, 8, 6, 3, 2, 1, 1",
    "2, 16, 48, 7, 7, 3, 2, 1, 1",
    "2, 16, 16, 8, 8, 4, 2, 1, 1",
    "1, 16, 16, 9, 12, 5, 3, 2, 1",
    "2, 16, 16, 9, 8, 3, 1, 2, 2",
    "16, 16, 16, 6, 5, 3, 1, 1, 1",
    "32, 16, 32, 8, 8, 3, 2, 1, 1",
    "16, 32, 16, 9, 7, 3, 1, 2, 2",
    "32, 16, 16, 24, 24, 3, 1, 1, 1",
    "1, 16, 16, 36, 33, 3, 1, 1, 1",
    "2, 3, 16, 12, 10, 7, 2, 3, 1",
    "2, 3, 16, 11, 9, 3, 2, 1, 1",
    "2, 1, 32, 9, 8, 3, 1, 1, 1",
    "2, 3, 16, 9, 9, 3, 3, 0, 1",
    "2, 4, 16, 9, 9, 3, 3, 0, 1",
    "2, 16, 6, 9, 9, 3, 1, 1, 1",
    "2, 24, 16, 6, 6, 3, 1, 1, 1"
  })
  void convolutionsAgree(
      int samples,
      int channels,
      int outputs,
      int height,
      int width,
      int kernel,
      int stride,
      int padding,
      int dilation) {
    Window window = new Window(kernel, kernel, stride, padding, dilation, 1);
    new PrecisionCheck(channels * 31L + height)
        .operand(samples, channels, height, width)
        .operand(outputs, channels, kernel, kernel)
        .operand(outputs)
        .derivatives(Graph.local(), x -> NeuralOps.conv(x.get(0), x.get(1), x.get(2), window));
  }

  @ParameterizedTest
  @CsvSource({
    // height, width, kernel, stride, padding
    "8, 8, 3, 2, 1",
    "7, 9, 3, 2, 1",
    "6, 8, 2, 2, 0",
    "9, 7, 3, 3, 1",
    "5, 6, 3, 1, 1"
  })
  void poolingsAgree(int height, int width, int kernel, int stride, int padding) {
    Window window = Window.square(kernel, stride, padding);
    new PrecisionCheck(height)
        .operand(2, 16, height, width)
        .operand(16, 16, 1, 1)
        .derivatives(
            Graph.local(),
            x -> {
              Tensor y = NeuralOps.conv(x.get(0), x.get(1), null, Window.square(1, 1, 0));
              return NeuralOps.maxPool(y, window);
            });
  }

  /** Equal pixels, all of them zero or less, beside padding: the first one gets the gradient. */
  @Test
  void poolingsOfEqualPixelsAgree() {
    for (double level : new double[] {0, -1, 2}) {
      new PrecisionCheck(9)
          .operand(1, 16, 6, 6)
          .derivatives(
              Graph.local(),
              x -> {
                Tensor flat = x.get(0).mul(0).add(level);
                Tensor stepped = flat.add(x.get(0).greater(0.5).cast(flat.type()));
                Tensor y = stepped.add(x.get(0).sub(x.get(0).stopGradient()));
                return NeuralOps.maxPool(y, Window.square(3, 2, 1));
              });
    }
  }

  @Test
  void residualBlocksAgree() {
    new PrecisionCheck(5)
        .operand(3, 32, 6, 8)
        .operand(32, 32, 3, 3)
        .operand(32)
        .operand(32)
        .derivatives(Graph.local(), BlockedLayoutTest::residual);
  }

  private static Tensor residual(List<Tensor> x) {
    Tensor image = x.get(0);
    Tensor y = NeuralOps.conv(image, x.get(1), null, Window.square(3, 1, 1));
    Tensor normal = NeuralOps.batchNormTraining(y, x.get(2), x.get(3), 1e-3).y();
    Tensor next = normal.add(image.mul(0.5)).relu();
    Tensor again = NeuralOps.conv(next, x.get(1), x.get(3), Window.square(3, 1, 1)).add(next);
    return NeuralOps.globalAveragePool(again.mul(again.sigmoid())).flatten();
  }

  @Test
  void reductionsAndChannelsAgree() {
    new PrecisionCheck(6)
        .operand(2, 16, 5, 4)
        .operand(16, 16, 1, 1)
        .operand(16)
        .derivatives(
            Graph.local(),
            x -> {
              Tensor y = NeuralOps.conv(x.get(0), x.get(1), null, Window.square(1, 1, 0));
              Tensor channel = NeuralOps.perChannel(x.get(2), y);
              Tensor moved = y.mul(channel).sub(channel).add(channel.square());
              return Tensor.concat(0, List.of(moved.sum(0, 2, 3), moved.square().mean(0, 2, 3)));
            });
  }

  @Test
  void imagesStayInBlocksBetweenConvolutions() {
    Graph graph = Graph.local();
    Tensor image = graph.input("image", 2, 3, 16, 16);
    Tensor first = graph.input("first", 16, 3, 3, 3);
    Tensor second = graph.input("second", 16, 16, 3, 3);
    Tensor x = NeuralOps.conv(image, first, null, Window.square(3, 1, 1)).relu();
    Tensor y = NeuralOps.conv(x, second, null, Window.square(3, 1, 1)).add(x).relu();
    graph.output("y", y);
    List<Node> nodes = BlockedLayout.rewrite(graph, graph.outputs().values());
    assertEquals(
        1,
        nodes.stream().filter(node -> node.operator.equals("ReorderOutput")).count(),
        "restores");
    Set<String> operators = nodes.stream().map(node -> node.operator).collect(Collectors.toSet());
    assertFalse(operators.contains("Relu"), operators + ": the convolutions do this");
    assertFalse(operators.contains("Add"), operators + ": the convolution does this");
    assertTrue(
        nodes.stream()
            .filter(node -> node.operator.equals("Conv"))
            .allMatch(node -> node.domain.equals(BlockedNodes.DOMAIN)),
        "all convolutions in blocks");
    assertEquals(
        0,
        graph.nodes().stream().filter(node -> !node.domain.isEmpty()).count(),
        "the graph itself stays as it is");
  }
}

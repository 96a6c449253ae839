package org.palpebra.training.graph;

import ai.onnxruntime.OnnxTensor;
import java.util.Map;
import org.palpebra.PalpebraException;

/** How many channels ONNX Runtime keeps side by side in its blocked layout on this machine. */
final class BlockSize {
  /** So few channels that any block holds them. */
  private static final int PROBE = 4;

  private static final int UNKNOWN = -1;
  private static int found = UNKNOWN;

  private BlockSize() {}

  /** 16 with AVX-512, 8 on other x86 processors, 0 where there is no such layout. */
  static synchronized int find() {
    if (found == UNKNOWN) {
      found = probe();
    }
    return found;
  }

  /** The layout rounds the number of channels up to whole blocks. */
  private static int probe() {
    Graph graph = Graph.withBlocks(PROBE);
    Tensor image = graph.input("image", 1, PROBE, 1, 1);
    Tensor blocked = new BlockedNodes(graph).reorder(image);
    graph.output("blocked", blocked);
    try (GraphSession session = GraphSession.of(graph.toModel(), 1);
        OnnxTensor input = GraphSession.tensor(new float[PROBE], image.shape())) {
      Map<String, OnnxTensor> outputs = session.run(Map.of("image", input));
      int channels = Math.toIntExact(outputs.values().iterator().next().getInfo().getShape()[1]);
      outputs.values().forEach(OnnxTensor::close);
      return channels;
    } catch (PalpebraException noSuchOperator) {
      return 0;
    }
  }
}

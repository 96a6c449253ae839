package org.palpebra.training.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.palpebra.PalpebraException;
import org.palpebra.model.io.SafetensorsBuilder;
import org.palpebra.training.graph.Shape;

/**
 * A batch whose loss is not finite: kept as a safetensors file, one F32 tensor for each input of
 * the graph, with step, epoch and index of the batch as metadata.
 */
final class OffendingBatch {
  private final long step;
  private final BatchPosition position;
  private final Map<String, float[]> arrays;
  private final Map<String, Shape> shapes;

  OffendingBatch(
      long step, BatchPosition position, Map<String, float[]> arrays, Map<String, Shape> shapes) {
    this.step = step;
    this.position = position;
    this.shapes = shapes;
    this.arrays = arrays;
  }

  /** Saves the batch and returns the error that names it. */
  PalpebraException save(Path folder, String metric, float value) {
    Path file = folder.resolve("offending-batch-" + step + ".safetensors");
    SafetensorsBuilder builder =
        new SafetensorsBuilder()
            .metadata("step", Long.toString(step))
            .metadata("position", position.toString());
    arrays.forEach(
        (name, values) ->
            builder.floats(name, values, shapes.getOrDefault(name, Shape.of()).toArray()));
    builder.write(file);
    return new PalpebraException(
        "%s is %s in step %d (%s), the batch is in %s%s; %s"
            .formatted(metric, value, step, position, file, wrongInputs(), remedy()));
  }

  private String remedy() {
    return wrongInputs().isEmpty()
        ? "the last checkpoint is kept, try a lower learning rate"
        : "correct these examples, the last checkpoint is kept";
  }

  /** Inputs that hold something that is not finite, with the first example that does. */
  private String wrongInputs() {
    List<String> wrong = new ArrayList<>();
    arrays.forEach(
        (name, values) -> {
          for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
              int each = values.length / position.batchSize();
              wrong.add("%s of example %d holds %s".formatted(name, i / each, values[i]));
              return;
            }
          }
        });
    return wrong.isEmpty() ? "" : ", " + String.join(", ", wrong);
  }
}

package org.palpebra.training.train;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.palpebra.PalpebraException;
import org.palpebra.model.io.Safetensors;
import org.palpebra.model.io.SafetensorsBuilder;
import org.palpebra.training.graph.Shape;
import org.palpebra.training.nn.TrainStep;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The complete state of a run as one safetensors file: weights, moments, running statistics,
 * averages and the number of steps as tensors, the plan and the device as metadata. Order and
 * random numbers follow from seed and step ({@link BatchPosition}), so there is no more to keep.
 */
final class Checkpoint {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoint.class);
  private static final String PLAN = "plan";
  private static final String DEVICE = "device";

  private Checkpoint() {}

  /** Writes beside the target, forces to disk and renames: the file is whole at any moment. */
  static void write(Path file, TrainStep step, String plan) {
    SafetensorsBuilder builder =
        new SafetensorsBuilder().metadata(PLAN, plan).metadata(DEVICE, step.device());
    Map<String, Shape> shapes = step.shapes();
    step.state()
        .forEach(
            (name, values) ->
                builder.floats(name, values, shapes.getOrDefault(name, Shape.of()).toArray()));
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    try {
      try (FileOutputStream out = new FileOutputStream(temporary.toFile());
          BufferedOutputStream buffered = new BufferedOutputStream(out, 1 << 16)) {
        builder.write(buffered);
        buffered.flush();
        out.getFD().sync();
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new PalpebraException(file + ": checkpoint not written: " + e.getMessage(), e);
    }
  }

  /** Loads a checkpoint into the step that it was made from, on whatever device. */
  static void read(Path file, TrainStep step, String plan) {
    Safetensors tensors = Safetensors.open(file);
    String written = tensors.metadata().getOrDefault(PLAN, "unknown");
    if (!written.equals(plan)) {
      throw new PalpebraException(
          "%s: made with another plan (%s, now %s); use another folder or the old plan"
              .formatted(file, written, plan));
    }
    Map<String, float[]> state = new LinkedHashMap<>();
    for (String name : step.shapes().keySet()) {
      if (!tensors.contains(name)) {
        throw new PalpebraException(
            file + ": has no " + name + "; the network has changed, use another folder");
      }
      state.put(name, tensors.floats(name));
    }
    step.load(state);
    String former = tensors.metadata().getOrDefault(DEVICE, step.device());
    if (!former.equals(step.device())) {
      LOG.warn(
          "{}: made on {}, goes on with {}; the last bits will not be those of either alone",
          file,
          former,
          step.device());
    }
  }
}

package org.palpebra.training.train;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.palpebra.training.graph.Shape;

/**
 * Augmented batches of {@link EyeExamples}: {@code eyes} [N, 1, S, S] and {@code closed} [N, 1].
 */
final class EyeBatches implements BatchSource {
  static final String EYES = "eyes";
  static final String CLOSED = "closed";

  private final EyeExamples examples;
  private final PatchAugmentation augmentation;

  EyeBatches(EyeExamples examples, PatchAugmentation augmentation) {
    this.examples = examples;
    this.augmentation = augmentation;
  }

  @Override
  public int size() {
    return examples.size();
  }

  @Override
  public Map<String, Shape> shapes(int batchSize) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put(EYES, Shape.of(batchSize, 1, examples.side(), examples.side()));
    shapes.put(CLOSED, Shape.of(batchSize, 1));
    return shapes;
  }

  @Override
  public void fill(BatchPosition position, Map<String, FloatBuffer> batch) {
    FloatBuffer eyes = Objects.requireNonNull(batch.get(EYES));
    FloatBuffer closed = Objects.requireNonNull(batch.get(CLOSED));
    float[] patch = new float[examples.side() * examples.side()];
    int[] chosen = position.examples(size());
    for (int slot = 0; slot < chosen.length; slot++) {
      SplittableRandom random = position.random(slot);
      closed.put(examples.example(chosen[slot], random, patch));
      augmentation.apply(patch, examples.side(), random);
      eyes.put(patch);
    }
  }
}

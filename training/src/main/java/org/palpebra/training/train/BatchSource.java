package org.palpebra.training.train;

import java.nio.FloatBuffer;
import java.util.Map;
import org.palpebra.training.graph.Shape;

/**
 * Training examples in batches. What a batch holds depends on its position alone, never on which
 * batches were made before, so that a resumed run sees what an unbroken one would have seen. The
 * random numbers of an example (augmentation, synthesis) therefore come from {@link
 * BatchPosition#random(int)}, the order from {@link BatchPosition#examples(int)}.
 *
 * <p>{@link #fill} is called from one thread at a time, not the one that trains.
 */
public interface BatchSource {
  /** Number of examples of one epoch, at least a batch. */
  int size();

  /** Shapes of the arrays of one batch by the names of the graph's inputs, batch first. */
  Map<String, Shape> shapes(int batchSize);

  /**
   * Makes one batch.
   *
   * @param batch by name, each with position 0 and as many elements as its shape; what is in them
   *     is left from another batch and has to be overwritten whole
   */
  void fill(BatchPosition position, Map<String, FloatBuffer> batch);
}

package org.palpebra.training.train;

import java.util.List;
import java.util.SplittableRandom;

/** Examples of several sources, one source after the other; their patches have one size. */
public record JoinedEyes(List<EyeExamples> sources) implements EyeExamples {
  /**
   * @throws IllegalArgumentException if there is no source
   */
  public JoinedEyes {
    if (sources.isEmpty()) {
      throw new IllegalArgumentException("no examples");
    }
    sources = List.copyOf(sources);
  }

  @Override
  public int side() {
    return sources.get(0).side();
  }

  @Override
  public int size() {
    return sources.stream().mapToInt(EyeExamples::size).sum();
  }

  @Override
  public float example(int index, SplittableRandom random, float[] patch) {
    int own = index;
    for (EyeExamples source : sources) {
      if (own < source.size()) {
        return source.example(own, random, patch);
      }
      own -= source.size();
    }
    throw new IndexOutOfBoundsException("example " + index + " of " + size());
  }
}

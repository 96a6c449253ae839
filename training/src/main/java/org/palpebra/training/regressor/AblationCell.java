package org.palpebra.training.regressor;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.palpebra.training.loss.LossWeights;
import org.palpebra.training.loss.PairRegion;

/**
 * One way of training in an {@link Ablation}.
 *
 * @param elam whether the photos' landmarks go through ELAM
 * @param localDynamic what the local dynamic loss looks at
 */
public record AblationCell(boolean elam, LocalDynamic localDynamic) {
  /** Pairs in the local dynamic loss. */
  public enum LocalDynamic {
    /** No local dynamic loss. */
    OFF,
    MOUTH,
    EYES_AND_MOUTH
  }

  /** All six, those without ELAM first. */
  public static List<AblationCell> all() {
    return Stream.of(false, true)
        .flatMap(
            elam ->
                Arrays.stream(LocalDynamic.values()).map(pairs -> new AblationCell(elam, pairs)))
        .toList();
  }

  /** Such as {@code elam-eyes-and-mouth} or {@code plain-off}; a folder's name. */
  public String name() {
    String pairs = localDynamic.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return (elam ? "elam-" : "plain-") + pairs;
  }

  /**
   * A training of this cell.
   *
   * @param base with eyeState, loss and all pairs
   */
  RegressorConfig of(RegressorConfig base, long seed) {
    LossWeights loss = Objects.requireNonNull(base.loss());
    return base.withCell(
        elam ? base.eyeState() : null,
        switch (localDynamic) {
          case OFF -> loss.withLocalDynamic(0, null);
          case MOUTH -> loss.withLocalDynamic(loss.localDynamic(), List.of(PairRegion.MOUTH));
          case EYES_AND_MOUTH -> loss;
        },
        seed);
  }
}

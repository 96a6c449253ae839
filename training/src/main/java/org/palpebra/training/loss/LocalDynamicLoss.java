package org.palpebra.training.loss;

import org.palpebra.training.graph.Tensor;

/**
 * The local dynamic loss (arXiv 2401.09677, equation 5): {@code Σ_k w_k |D(p_k) − D(q_k)|} over
 * pairs of landmarks, mean over the batch.
 *
 * @param pairs such as {@link LandmarkPairs#lidsAndLips()}
 * @param form what D is
 * @param unit what D is measured in
 * @param reduction sum over the pairs, or their mean
 */
public record LocalDynamicLoss(LandmarkPairs pairs, Form form, Unit unit, Reduction reduction) {
  /** Keeps the root of a closed lid's distance differentiable; square pixels. */
  private static final double TINY = 1e-8;

  /** What of a pair is compared. */
  public enum Form {
    /** The distance of its landmarks (DECA, EMOCA). */
    SCALAR,
    /** The vector between them; |·| is the sum over x and y (MICA's tracker). */
    VECTOR
  }

  /** What distances are measured in. */
  public enum Unit {
    PIXELS,
    /** The distance of the region's corners in the target: free of the face's size. */
    REGION
  }

  /** How pairs come together. */
  public enum Reduction {
    SUM,
    MEAN
  }

  /** Scalar form over lids and inner lips, relative to their regions, summed. */
  public static LocalDynamicLoss paper() {
    return new LocalDynamicLoss(
        LandmarkPairs.lidsAndLips(), Form.SCALAR, Unit.REGION, Reduction.SUM);
  }

  public LocalDynamicLoss withForm(Form other) {
    return new LocalDynamicLoss(pairs, other, unit, reduction);
  }

  /**
   * @param landmarks [B, 68, 2], pixels
   * @param target [B, 68, 2], pixels
   * @param weights [B, K], 0 masks a pair
   * @return one number
   */
  public Tensor of(Tensor landmarks, Tensor target, Tensor weights) {
    Tensor difference =
        form == Form.SCALAR
            ? length(vectors(landmarks)).sub(length(vectors(target))).abs()
            : vectors(landmarks).sub(vectors(target)).abs().sum(2);
    if (unit == Unit.REGION) {
      difference = difference.div(length(between(target, pairs.first(), pairs.second())));
    }
    Tensor weighted = difference.mul(weights);
    return reduction == Reduction.MEAN ? weighted.mean() : weighted.sum(1).mean();
  }

  private Tensor vectors(Tensor landmarks) {
    return between(landmarks, pairs.upper(), pairs.lower());
  }

  private static Tensor between(Tensor landmarks, int[] from, int[] to) {
    return landmarks.gather(1, from).sub(landmarks.gather(1, to));
  }

  private static Tensor length(Tensor vectors) {
    return vectors.square().sum(2).add(TINY).sqrt();
  }
}

package org.palpebra.training.loss;

/** Where pairs of landmarks of the local dynamic loss are. */
public enum PairRegion {
  /** The four lid pairs. */
  EYES,
  /** The three inner-lip pairs. */
  MOUTH
}

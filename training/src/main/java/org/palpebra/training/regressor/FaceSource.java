package org.palpebra.training.regressor;

/** A set of faces to draw from, in memory or on disk. Thread-safe. */
interface FaceSource {
  int size();

  /** Face {@code index} of 0 … size − 1. */
  TrainingFace get(int index);
}

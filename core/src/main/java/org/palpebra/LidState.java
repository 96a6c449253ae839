package org.palpebra;

/** Whether an eye is closed or open. */
public enum LidState {
  CLOSED,
  /** Neither: between the thresholds of the lid gap. */
  BETWEEN,
  OPEN
}

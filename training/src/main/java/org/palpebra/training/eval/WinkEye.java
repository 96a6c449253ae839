package org.palpebra.training.eval;

import org.jspecify.annotations.Nullable;
import org.palpebra.EyeState;
import org.palpebra.LidState;
import org.palpebra.eyes.LidOpenness;

/**
 * One eye of a rendered face: how open it is, and how open it was found to be.
 *
 * @param truth openness ({@link LidOpenness}) of the rendered mesh
 * @param yaw degrees between the head and the camera, 0 or more
 * @param far whether the head's turn takes this eye away from the camera; never at 0
 * @param found what was found, or null if no face was
 */
public record WinkEye(float truth, int yaw, boolean far, @Nullable EyeState found) {
  /** Lids are put to an openness up to 0.005; the limits of the states must not lie within that. */
  private static final float STEP = 0.01f;

  /** Nearer to a limit the state is a matter of chance, however good a measurement is. */
  private static final float CLEAR = 0.05f;

  /** What the lids of the rendered mesh do by the strict rule, the openness rounded to 0.01. */
  public LidState state() {
    return new EyeState(0, STEP * Math.round(truth / STEP)).lids();
  }

  /** Whether the rendered eye is closed or open by the strict rule. */
  public boolean decided() {
    return state() != LidState.BETWEEN;
  }

  /** Whether it is, by more than 0.05. */
  public boolean clear() {
    return decided()
        && Math.abs(truth - LidOpenness.CLOSED) > CLEAR
        && Math.abs(truth - LidOpenness.OPEN) > CLEAR;
  }

  /** Whether an eye was found in the rendered eye's state by the strict rule. */
  public boolean right() {
    return found != null && found.lids() == state();
  }

  /** Whether the classifier takes the eye for what it is. */
  public boolean rightlyClassified() {
    return found != null && found.decision() == state();
  }

  /** Difference of found and rendered openness; NaN if no face was found. */
  public double error() {
    return found == null ? Double.NaN : Math.abs(found.openness() - truth);
  }
}

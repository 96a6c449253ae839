package org.palpebra.model.io;

import java.util.Arrays;
import org.palpebra.model.Lid;

/** Lid margins of models that name no other lid vertices than the landmarks of the eyes. */
final class EyeLandmarks {
  private EyeLandmarks() {}

  static Lid leftLid(int[] landmarks) {
    return lid(landmarks, new int[] {43, 44}, new int[] {47, 46});
  }

  static Lid rightLid(int[] landmarks) {
    return lid(landmarks, new int[] {38, 37}, new int[] {40, 41});
  }

  private static Lid lid(int[] landmarks, int[] upper, int[] lower) {
    return new Lid(pick(landmarks, upper), pick(landmarks, lower), -1, new float[0], 0);
  }

  private static int[] pick(int[] landmarks, int[] which) {
    return Arrays.stream(which).map(i -> landmarks[i]).toArray();
  }
}

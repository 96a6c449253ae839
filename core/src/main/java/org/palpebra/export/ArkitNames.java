package org.palpebra.export;

import java.util.List;
import java.util.Set;

/** The names of ARKit's 52 blendshapes; left and right are the subject's. */
public final class ArkitNames {
  /** All 52, in the order in which Live Link Face writes the face's columns. */
  public static final List<String> ALL =
      List.of(
          "eyeBlinkLeft",
          "eyeLookDownLeft",
          "eyeLookInLeft",
          "eyeLookOutLeft",
          "eyeLookUpLeft",
          "eyeSquintLeft",
          "eyeWideLeft",
          "eyeBlinkRight",
          "eyeLookDownRight",
          "eyeLookInRight",
          "eyeLookOutRight",
          "eyeLookUpRight",
          "eyeSquintRight",
          "eyeWideRight",
          "jawForward",
          "jawRight",
          "jawLeft",
          "jawOpen",
          "mouthClose",
          "mouthFunnel",
          "mouthPucker",
          "mouthRight",
          "mouthLeft",
          "mouthSmileLeft",
          "mouthSmileRight",
          "mouthFrownLeft",
          "mouthFrownRight",
          "mouthDimpleLeft",
          "mouthDimpleRight",
          "mouthStretchLeft",
          "mouthStretchRight",
          "mouthRollLower",
          "mouthRollUpper",
          "mouthShrugLower",
          "mouthShrugUpper",
          "mouthPressLeft",
          "mouthPressRight",
          "mouthLowerDownLeft",
          "mouthLowerDownRight",
          "mouthUpperUpLeft",
          "mouthUpperUpRight",
          "browDownLeft",
          "browDownRight",
          "browInnerUp",
          "browOuterUpLeft",
          "browOuterUpRight",
          "cheekPuff",
          "cheekSquintLeft",
          "cheekSquintRight",
          "noseSneerLeft",
          "noseSneerRight",
          "tongueOut");

  /**
   * Eight that make a face live, for loaders that stop there: blinks, speech (jaw, rounded lips), a
   * smile, the brows.
   */
  public static final List<String> EIGHT =
      List.of(
          "eyeBlinkLeft",
          "eyeBlinkRight",
          "jawOpen",
          "mouthFunnel",
          "mouthPucker",
          "mouthSmileLeft",
          "mouthSmileRight",
          "browInnerUp");

  private static final Set<String> NAMES = Set.copyOf(ALL);

  private ArkitNames() {}

  /** Whether this is one of the 52; upper and lower case differ. */
  public static boolean contains(String name) {
    return NAMES.contains(name);
  }
}

package org.palpebra.training.facemodel;

import java.util.Arrays;
import java.util.List;
import org.palpebra.model.LinearBasis;

/**
 * The ARKit-named expressions: interpolated from the control points, lids and eyeballs authored.
 */
final class Expressions {
  /** Apple's names in Apple's order; the tongue has no shape here. */
  static final List<String> NAMES =
      List.of(
          ("eyeBlinkLeft eyeLookDownLeft eyeLookInLeft eyeLookOutLeft eyeLookUpLeft"
                  + " eyeSquintLeft eyeWideLeft eyeBlinkRight eyeLookDownRight eyeLookInRight"
                  + " eyeLookOutRight eyeLookUpRight eyeSquintRight eyeWideRight jawForward"
                  + " jawLeft jawRight jawOpen mouthClose mouthFunnel mouthPucker mouthLeft"
                  + " mouthRight mouthSmileLeft mouthSmileRight mouthFrownLeft mouthFrownRight"
                  + " mouthDimpleLeft mouthDimpleRight mouthStretchLeft mouthStretchRight"
                  + " mouthRollLower mouthRollUpper mouthShrugLower mouthShrugUpper"
                  + " mouthPressLeft mouthPressRight mouthLowerDownLeft mouthLowerDownRight"
                  + " mouthUpperUpLeft mouthUpperUpRight browDownLeft browDownRight browInnerUp"
                  + " browOuterUpLeft browOuterUpRight cheekPuff cheekSquintLeft"
                  + " cheekSquintRight noseSneerLeft noseSneerRight")
              .split(" ", -1));

  private static final double SIDEWAYS = Math.toRadians(30);
  private static final double DOWN = Math.toRadians(28);
  private static final double UP = Math.toRadians(24);

  private final ControlPoints points;
  private final FaceTopology topology;
  private final FaceLift lift;
  private final double[] shape;
  private final EyeShaper leftEye;
  private final EyeShaper rightEye;
  private final MouthBag bag;
  private final double[] skinLayout;

  Expressions(
      ControlPoints points,
      FaceTopology topology,
      FaceLift lift,
      double[] shape,
      EyeShaper leftEye,
      EyeShaper rightEye) {
    this.points = points;
    this.topology = topology;
    this.lift = lift;
    this.shape = shape;
    this.leftEye = leftEye;
    this.rightEye = rightEye;
    bag = new MouthBag(topology);
    skinLayout = Arrays.copyOf(topology.layout(), 2 * topology.skin());
  }

  LinearBasis basis() {
    float[] data = new float[NAMES.size() * shape.length];
    for (int e = 0; e < NAMES.size(); e++) {
      double[] field = field(NAMES.get(e));
      for (int i = 0; i < field.length; i++) {
        data[e * shape.length + i] = (float) field[i];
      }
    }
    float[] deviations = new float[NAMES.size()];
    Arrays.fill(deviations, 1);
    return new LinearBasis(shape.length, data, deviations, NAMES);
  }

  private double[] field(String name) {
    double[] field = Arrays.copyOf(lift.field(controls(name), skinLayout), shape.length);
    bag.follow(field);
    if (!name.startsWith("eye")) {
      leftEye.together(shape, field, topology.skin());
      rightEye.together(shape, field, topology.skin());
      return field;
    }
    boolean left = name.endsWith("Left");
    EyeShaper eye = left ? leftEye : rightEye;
    oneSide(field, left ? 1 : -1);
    eye.confine(shape, field, topology.skin());
    if (name.startsWith("eyeBlink")) {
      eye.close(shape, field);
    } else {
      eye.follow(shape, field);
    }
    if (name.startsWith("eyeLook")) {
      look(eye, name, field);
    }
    return field;
  }

  private void look(EyeShaper eye, String name, double[] field) {
    double out = eye == leftEye ? SIDEWAYS : -SIDEWAYS;
    double[] x = {1, 0, 0};
    double[] y = {0, 1, 0};
    if (name.contains("Down")) {
      eye.look(shape, field, x, DOWN);
    } else if (name.contains("Up")) {
      eye.look(shape, field, x, -UP);
    } else {
      eye.look(shape, field, y, name.contains("Out") ? out : -out);
    }
  }

  /** What an eye does ends at the bridge of the nose. */
  private void oneSide(double[] field, int side) {
    for (int v = 0; v < topology.skin(); v++) {
      double w = Vec.smoothStep(-3, 7, side * shape[3 * v]);
      Vec.set(field, v, Vec.scale(Vec.get(field, v), w));
    }
  }

  /** The control points' displacements, made symmetric between the sides. */
  private double[] controls(String name) {
    String stem = name.replaceAll("(Left|Right)$", "");
    if (name.equals("browInnerUp") || name.equals("cheekPuff")) {
      return symmetric(sum(ict(name + "_L"), ict(name + "_R")));
    }
    if (stem.equals(name)) {
      return symmetric(ict(name));
    }
    boolean left = name.endsWith("Left");
    boolean whole = points.fieldNames().contains(name);
    double[] own = ict(whole ? name : stem + (left ? "_L" : "_R"));
    double[] other = ict(whole ? stem + (left ? "Right" : "Left") : stem + (left ? "_R" : "_L"));
    return half(sum(own, mirrored(other)));
  }

  private double[] ict(String name) {
    int f = points.fieldNames().indexOf(name);
    if (f < 0) {
      throw new IllegalStateException("the control points have no field " + name);
    }
    return points.fields()[f];
  }

  private double[] symmetric(double[] field) {
    return half(sum(field, mirrored(field)));
  }

  private double[] mirrored(double[] field) {
    double[] out = new double[field.length];
    for (int p = 0; p < points.count(); p++) {
      double[] d = Vec.get(field, points.mirror()[p]);
      Vec.set(out, p, new double[] {-d[0], d[1], d[2]});
    }
    return out;
  }

  private static double[] sum(double[] a, double[] b) {
    double[] out = new double[a.length];
    Arrays.setAll(out, i -> a[i] + b[i]);
    return out;
  }

  private static double[] half(double[] a) {
    double[] out = new double[a.length];
    Arrays.setAll(out, i -> a[i] / 2);
    return out;
  }
}

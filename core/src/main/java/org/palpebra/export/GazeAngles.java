package org.palpebra.export;

import java.util.Locale;
import org.palpebra.model.Lid;
import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.Topology;

/**
 * The directions in which a model's eyeballs look, from its {@code eyeLook…} expressions. How far
 * weight 1 turns an eyeball is measured once on its vertices. A model without eyeballs or without
 * such expressions looks straight ahead. Immutable and thread-safe.
 */
public final class GazeAngles {
  private final Eye left;
  private final Eye right;

  public GazeAngles(MorphableModel model) {
    left = new Eye(model, model.leftLid(), "Left");
    right = new Eye(model, model.rightLid(), "Right");
  }

  /**
   * Where an eye looks, relative to the head.
   *
   * @param yaw radians, positive to the subject's left
   * @param pitch radians, positive is down, as {@link org.palpebra.geometry.HeadPose#rx}
   */
  public record Gaze(float yaw, float pitch) {}

  /**
   * @param expression coefficients of the model's expressions
   */
  public Gaze left(float[] expression) {
    return left.gaze(expression);
  }

  /**
   * @param expression coefficients of the model's expressions
   */
  public Gaze right(float[] expression) {
    return right.gaze(expression);
  }

  private static final class Eye {
    private static final String[] WAYS = {"Down", "Up", "In", "Out"};

    private final int[] columns = new int[WAYS.length];
    private final double[] angles = new double[WAYS.length];

    Eye(MorphableModel model, Lid lid, String side) {
      for (int w = 0; w < WAYS.length; w++) {
        columns[w] = model.expression().indexOf("eyeLook" + WAYS[w] + side);
        if (columns[w] >= 0 && lid.eyeballCenter().length == 3) {
          angles[w] = turn(model, lid, side, columns[w], WAYS[w]);
        }
      }
    }

    /** The angle about X (up and down) or Y that fits best how the eyeball's vertices move. */
    private static double turn(MorphableModel model, Lid lid, String side, int k, String way) {
      Topology topology = model.topology();
      LinearBasis basis = model.expression();
      boolean vertical = way.equals("Down") || way.equals("Up");
      int first = vertical ? 1 : 2; // the plane of the rotation, from its first axis to its second
      int second = vertical ? 2 : 0;
      double sine = 0;
      double cosine = 0;
      for (int v = 0; v < topology.regions().length; v++) {
        String region = topology.regionNames().get(topology.regions()[v]).toLowerCase(Locale.ROOT);
        if (region.contains("eyeball") && region.contains(side.toLowerCase(Locale.ROOT))) {
          double a = model.meanShape()[3 * v + first] - lid.eyeballCenter()[first];
          double b = model.meanShape()[3 * v + second] - lid.eyeballCenter()[second];
          int row = k * basis.rows() + 3 * v;
          double c = a + basis.data()[row + first];
          double d = b + basis.data()[row + second];
          sine += a * d - b * c;
          cosine += a * c + b * d;
        }
      }
      return Math.atan2(sine, cosine);
    }

    Gaze gaze(float[] expression) {
      double pitch = 0;
      double yaw = 0;
      for (int w = 0; w < WAYS.length; w++) {
        double angle = columns[w] < 0 ? 0 : angles[w] * expression[columns[w]];
        if (w < 2) {
          pitch += angle;
        } else {
          yaw += angle;
        }
      }
      return new Gaze((float) yaw, (float) pitch);
    }
  }
}

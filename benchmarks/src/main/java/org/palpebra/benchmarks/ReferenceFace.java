package org.palpebra.benchmarks;

import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.Coefficients;
import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;

/**
 * A face in double precision, after the formulas and with no code of the library's: what results
 * are compared with and the stages get as their input.
 *
 * @param shape xyz per vertex, model frame
 * @param albedo RGB per vertex
 * @param posed turned and moved
 * @param normals unit normals of the posed face, every triangle counting the same
 * @param colours lit
 * @param screen pixels, y down, and depth
 * @param landmarks x,y in pixels
 */
record ReferenceFace(
    double[] shape,
    double[] albedo,
    double[] posed,
    double[] normals,
    double[] colours,
    double[] screen,
    double[] landmarks) {
  private static final double AMBIENT = 0.8;

  static ReferenceFace of(MorphableModel model, Coefficients c, PerspectiveCamera camera) {
    double[] shape = widened(model.meanShape());
    addTo(shape, model.identity(), c.identity());
    addTo(shape, model.expression(), c.expression());
    double[] albedo = widened(model.meanAlbedo());
    addTo(albedo, model.albedo(), c.albedo());
    double[] posed = posed(shape, c.rotation(), c.translation());
    double[] normals = normals(posed, model.topology().triangles(), false);
    double[] screen = screen(posed, camera);
    return new ReferenceFace(
        shape,
        albedo,
        posed,
        normals,
        colours(albedo, normals, c.lighting()),
        screen,
        landmarks(screen, model.landmarks().vertices()));
  }

  static double[] widened(float[] values) {
    double[] out = new double[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = values[i];
    }
    return out;
  }

  static float[] narrowed(double[] values) {
    float[] out = new float[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) values[i];
    }
    return out;
  }

  private static void addTo(double[] out, LinearBasis basis, float[] weights) {
    for (int k = 0; k < weights.length; k++) {
      for (int row = 0; row < out.length; row++) {
        out[row] += (double) weights[k] * basis.data()[k * out.length + row];
      }
    }
  }

  private static double[] posed(double[] shape, float[] angles, float[] translation) {
    double[] out = new double[shape.length];
    for (int i = 0; i < out.length; i += 3) {
      double[] p = {shape[i], shape[i + 1], shape[i + 2]};
      turn(p, 1, 2, angles[0]);
      turn(p, 2, 0, angles[1]);
      turn(p, 0, 1, angles[2]);
      for (int k = 0; k < 3; k++) {
        out[i + k] = p[k] + translation[k];
      }
    }
    return out;
  }

  /** Turns from one axis to another. */
  private static void turn(double[] p, int from, int to, double angle) {
    double a = p[from];
    double b = p[to];
    p[from] = Math.cos(angle) * a - Math.sin(angle) * b;
    p[to] = Math.sin(angle) * a + Math.cos(angle) * b;
  }

  /**
   * @param byArea whether large triangles count more
   */
  static double[] normals(double[] p, int[] triangles, boolean byArea) {
    double[] out = new double[p.length];
    for (int t = 0; t < triangles.length; t += 3) {
      double[] n = cross(p, triangles[t], triangles[t + 1], triangles[t + 2]);
      double scale = byArea ? 1 : 1 / Math.sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
      for (int corner = 0; corner < 3; corner++) {
        for (int k = 0; k < 3; k++) {
          out[3 * triangles[t + corner] + k] += scale * n[k];
        }
      }
    }
    for (int i = 0; i < out.length; i += 3) {
      double length =
          Math.sqrt(out[i] * out[i] + out[i + 1] * out[i + 1] + out[i + 2] * out[i + 2]);
      for (int k = 0; k < 3; k++) {
        out[i + k] /= length;
      }
    }
    return out;
  }

  private static double[] cross(double[] p, int a, int b, int c) {
    double[] u = new double[3];
    double[] v = new double[3];
    for (int k = 0; k < 3; k++) {
      u[k] = p[3 * b + k] - p[3 * a + k];
      v[k] = p[3 * c + k] - p[3 * a + k];
    }
    return new double[] {
      u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]
    };
  }

  static double[] colours(double[] albedo, double[] normals, float[] lighting) {
    double[] out = new double[albedo.length];
    for (int i = 0; i < out.length; i += 3) {
      double[] basis = harmonics(normals[i], normals[i + 1], normals[i + 2]);
      for (int channel = 0; channel < 3; channel++) {
        double light = AMBIENT * basis[0];
        for (int k = 0; k < 9; k++) {
          light += lighting[(lighting.length == 27 ? 9 * channel : 0) + k] * basis[k];
        }
        out[i + channel] = albedo[i + channel] * light;
      }
    }
    return out;
  }

  private static double[] harmonics(double x, double y, double z) {
    double a0 = Math.PI / Math.sqrt(4 * Math.PI);
    double a1 = 2 * Math.PI / Math.sqrt(3) * Math.sqrt(3) / Math.sqrt(4 * Math.PI);
    double a2 = 2 * Math.PI / Math.sqrt(8) * 3 * Math.sqrt(5) / Math.sqrt(12 * Math.PI);
    return new double[] {
      a0,
      -a1 * y,
      a1 * z,
      -a1 * x,
      a2 * x * y,
      -a2 * y * z,
      a2 / (2 * Math.sqrt(3)) * (3 * z * z - 1),
      -a2 * x * z,
      a2 / 2 * (x * x - y * y)
    };
  }

  static double[] screen(double[] posed, PerspectiveCamera camera) {
    double[] out = new double[posed.length];
    for (int i = 0; i < out.length; i += 3) {
      double depth = camera.distance() - posed[i + 2];
      out[i] = camera.centerX() + camera.focal() * posed[i] / depth;
      out[i + 1] = camera.centerY() - camera.focal() * posed[i + 1] / depth;
      out[i + 2] = depth;
    }
    return out;
  }

  private static double[] landmarks(double[] screen, int[] vertices) {
    double[] out = new double[2 * vertices.length];
    for (int i = 0; i < vertices.length; i++) {
      out[2 * i] = screen[3 * vertices[i]];
      out[2 * i + 1] = screen[3 * vertices[i] + 1];
    }
    return out;
  }
}

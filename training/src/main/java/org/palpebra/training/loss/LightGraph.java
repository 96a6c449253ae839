package org.palpebra.training.loss;

import org.palpebra.shading.SphericalHarmonics;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.Tensor;

/**
 * Shading by {@link SphericalHarmonics} as graph nodes. Over unit normals n, second-order harmonics
 * are a quadratic function {@code nᵀMn + m·n + c} whose entries are linear in the light's
 * coefficients; three matrix products then do what nine basis functions per vertex would. M and m
 * are turned by the head's rotation instead of turning every normal.
 */
final class LightGraph {
  private static final int ORDERS = SphericalHarmonics.WHITE;
  private static final double[] QUADRATIC = new double[ORDERS * 9];
  private static final double[] LINEAR = new double[ORDERS * 3];
  private static final double[] CONSTANT = new double[ORDERS];

  static {
    for (int k = 0; k < ORDERS; k++) {
      CONSTANT[k] = basis(k, -1, -1, 0);
      for (int i = 0; i < 3; i++) {
        LINEAR[3 * k + i] = (basis(k, i, i, 1) - basis(k, i, i, -1)) / 2;
        for (int j = 0; j < 3; j++) {
          QUADRATIC[9 * k + 3 * i + j] = quadratic(k, i, j);
        }
      }
    }
  }

  private static double quadratic(int k, int i, int j) {
    if (i == j) {
      return (basis(k, i, i, 1) + basis(k, i, i, -1)) / 2 - CONSTANT[k];
    }
    return (basis(k, i, j, 1) - basis(k, i, i, 1) - basis(k, j, j, 1) + CONSTANT[k]) / 2;
  }

  /** Basis function k where coordinates i and j have a value and the others are 0. */
  private static double basis(int k, int i, int j, int value) {
    float[] n = new float[3];
    for (int axis = 0; axis < 3; axis++) {
      n[axis] = axis == i || axis == j ? value : 0;
    }
    return SphericalHarmonics.basis(n[0], n[1], n[2], null)[k];
  }

  private LightGraph() {}

  /**
   * @param reflectance [B, V, 3]
   * @param normals [B, V, 3], before the head's rotation
   * @param rotation [B, 3, 3]
   * @param lighting [B, 9] or [B, 27]
   * @return colours [B, V, 3], not clamped
   */
  static Tensor shade(Tensor reflectance, Tensor normals, Tensor rotation, Tensor lighting) {
    int batch = normals.shape().get(0);
    int vertices = normals.shape().get(1);
    int lights = lighting.shape().get(1) / ORDERS;
    Tensor light = lighting.reshape(batch * lights, ORDERS).add(ambient(lighting.graph()));
    Tensor turn = rotation.unsqueeze(1);
    Tensor quadratic = form(light, QUADRATIC, 9).reshape(batch, lights, 3, 3);
    Tensor turned = turn.matrixTranspose().matmul(quadratic).matmul(turn); // [B, L, 3, 3]
    Tensor linear = form(light, LINEAR, 3).reshape(batch, lights, 1, 3).matmul(turn);
    Tensor constant = form(light, CONSTANT, 1).reshape(batch, 1, lights);
    // all lights in one product: columns of one light side by side
    Tensor columns = turned.transpose(0, 2, 1, 3).reshape(batch, 3, lights * 3);
    Tensor slopes = normals.matmul(columns).add(linear.reshape(batch, 1, lights * 3));
    Tensor irradiance =
        slopes.reshape(batch, vertices, lights, 3).mul(normals.unsqueeze(2)).sum(3).add(constant);
    return reflectance.mul(irradiance);
  }

  private static Tensor ambient(Graph graph) {
    double[] values = new double[ORDERS];
    values[0] = SphericalHarmonics.AMBIENT;
    return graph.constant(values, ORDERS);
  }

  /** Entries of a form: light [N, 9] times a constant [9, columns]. */
  private static Tensor form(Tensor light, double[] matrix, int columns) {
    return light.matmul(light.graph().constant(matrix, ORDERS, columns));
  }
}

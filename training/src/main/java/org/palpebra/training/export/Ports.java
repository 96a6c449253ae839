package org.palpebra.training.export;

import org.palpebra.model.CoefficientLayout;

/** Names and descriptions that several files share. */
final class Ports {
  static final String COEFFICIENTS = "coefficients";

  private Ports() {}

  static String coefficients(CoefficientLayout c) {
    return ("real [B, %d], standard deviations or blendshape weights, radians, millimetres:"
            + " %d identity, %d expression, %d albedo, 3 rotation, %d SH lighting, 3 translation")
        .formatted(c.size(), c.identity(), c.expression(), c.albedo(), c.lighting());
  }
}

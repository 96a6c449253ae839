package org.palpebra.eyes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.model.Lid;
import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;
import org.palpebra.testing.TinyFace;

class LidClosingTest {
  private static float closed(MorphableModel model, Lid lid) {
    CoefficientLayout layout = model.layout(9);
    float[] values = new float[layout.size()];
    values[layout.expressionOffset() + lid.blinkExpression()] = 1;
    float[] shape = model.shape(new Coefficients(layout, values), null);
    return LidOpenness.of(lid, shape, model.meanShape());
  }

  /** The tiny face with blinks that stop short. */
  private static MorphableModel slit(float share) {
    MorphableModel model = TinyFace.model();
    float[] data = model.expression().data().clone();
    for (Lid lid : Arrays.asList(model.leftLid(), model.rightLid())) {
      int from = lid.blinkExpression() * model.expression().rows();
      for (int i = from; i < from + model.expression().rows(); i++) {
        data[i] *= share;
      }
    }
    LinearBasis old = model.expression();
    return model.withExpression(
        new LinearBasis(old.rows(), data, old.standardDeviations(), old.names()));
  }

  @Test
  void blinksCloseTheEyes() {
    MorphableModel slit = slit(0.8f);
    assertEquals(0.2, closed(slit, slit.leftLid()), 0.05);
    MorphableModel model = LidClosing.of(slit);
    assertTrue(closed(model, model.leftLid()) < 0.01);
    assertTrue(closed(model, model.rightLid()) < 0.01);
    assertSame(model, LidClosing.of(model));
  }

  @Test
  void otherExpressionsStay() {
    MorphableModel slit = slit(0.8f);
    MorphableModel model = LidClosing.of(slit);
    int rows = model.expression().rows();
    for (int k = 0; k < model.expression().columns(); k++) {
      if (k != model.leftLid().blinkExpression() && k != model.rightLid().blinkExpression()) {
        for (int i = k * rows; i < (k + 1) * rows; i++) {
          assertEquals(slit.expression().data()[i], model.expression().data()[i]);
        }
      }
    }
  }
}

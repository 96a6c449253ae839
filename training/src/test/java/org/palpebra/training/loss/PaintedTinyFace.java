package org.palpebra.training.loss;

import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;
import org.palpebra.testing.TinyFace;

/** The sliding tiny face with a skin of many colours, so that its picture shows where it is. */
final class PaintedTinyFace {
  private PaintedTinyFace() {}

  static MorphableModel model() {
    MorphableModel m = TinyFace.sliding();
    return new MorphableModel(
        m.name(),
        m.topology(),
        m.meanShape(),
        m.identity(),
        m.expression(),
        waves(m.meanShape(), 0.02f, 0.5f, 0.2f),
        new LinearBasis(
            m.albedo().rows(),
            join(waves(m.meanShape(), 0.03f, 0, 0.05f), waves(m.meanShape(), 0.05f, 0.03f, 0.04f)),
            m.albedo().standardDeviations(),
            m.albedo().names()),
        m.landmarks(),
        m.leftLid(),
        m.rightLid(),
        m.licence(),
        m.metadata());
  }

  private static float[] waves(float[] places, float frequency, float mean, float amplitude) {
    float[] colours = new float[places.length];
    for (int i = 0; i < colours.length; i += 3) {
      for (int channel = 0; channel < 3; channel++) {
        double phase = frequency * ((1 + channel) * places[i] + (3 - channel) * places[i + 1]);
        colours[i + channel] = mean + amplitude * (float) Math.sin(phase + channel);
      }
    }
    return colours;
  }

  private static float[] join(float[] a, float[] b) {
    float[] all = new float[a.length + b.length];
    System.arraycopy(a, 0, all, 0, a.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }
}

package org.palpebra.export;

import org.palpebra.model.Lid;
import org.palpebra.model.MorphableModel;

/** The texels of the skin that lies on an eyeball. */
final class LidBand {
  /** Skin up to that many millimetres off the eyeball's surface belongs to a lid. */
  private static final float THICKNESS = 4;

  private LidBand() {}

  /** One per texel; none where the model does not say where its eyeballs are. */
  static boolean[] texels(MorphableModel model, UvMap map) {
    float[] inside = new float[model.vertexCount()];
    mark(model.leftLid(), model.meanShape(), inside);
    mark(model.rightLid(), model.meanShape(), inside);
    float[] perTexel = map.interpolate(inside, 1);
    boolean[] lids = new boolean[perTexel.length];
    for (int i = 0; i < lids.length; i++) {
      lids[i] = map.covers(i) && map.part(i) == 0 && perTexel[i] > 0.5f;
    }
    return lids;
  }

  private static void mark(Lid lid, float[] shape, float[] inside) {
    if (lid.eyeballCenter().length != 3) {
      return;
    }
    float reach = lid.eyeballRadius() + THICKNESS;
    for (int v = 0; v < inside.length; v++) {
      float dx = shape[3 * v] - lid.eyeballCenter()[0];
      float dy = shape[3 * v + 1] - lid.eyeballCenter()[1];
      float dz = shape[3 * v + 2] - lid.eyeballCenter()[2];
      if (dx * dx + dy * dy + dz * dz < reach * reach) {
        inside[v] = 1;
      }
    }
  }
}

package org.palpebra.training.synthetic;

import java.util.Random;
import org.palpebra.FaceImage;
import org.palpebra.eyes.LidRefinement;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.model.MorphableModel;
import org.palpebra.shading.SphericalHarmonics;

/**
 * One rendered face at any moment: identity, albedo, light, surroundings, hair and glasses come
 * from the seed and stay, lids and pose are given. For measuring what tracking does to them.
 * Thread-safe.
 */
public final class SyntheticClip {
  private final SyntheticFaces painter;
  private final LidRefinement lids;
  private final Coefficients rest;
  private final long seed;

  /**
   * @param crop camera of the canonical crop
   * @param size side of the pictures in pixels
   * @param seed of everything that stays; from {@link WinkFaces#UNSEEN} on, nothing was trained
   *     with it
   */
  public SyntheticClip(MorphableModel model, PerspectiveCamera crop, int size, long seed) {
    painter = new SyntheticFaces(model, SphericalHarmonics.RGB, crop, size, seed);
    lids = new LidRefinement(model);
    this.seed = seed;
    Coefficients drawn =
        new FaceSampler(model, SphericalHarmonics.RGB).draw(SyntheticFaces.random(seed));
    rest = drawn.withExpression(new float[drawn.layout().expression()]);
  }

  /**
   * A picture without noise.
   *
   * @param rightOpenness of the subject's right eye, 1 at rest, 0 closed
   * @param leftOpenness of the left eye
   * @param pose in front of the crop's camera
   */
  public SyntheticFace frame(double rightOpenness, double leftOpenness, HeadPose pose) {
    Coefficients c = lids.refine(rest, (float) rightOpenness, (float) leftOpenness);
    float[] values = c.values().clone();
    CoefficientLayout layout = c.layout();
    float[] rotation = {pose.rx(), pose.ry(), pose.rz()};
    float[] translation = {pose.tx(), pose.ty(), pose.tz()};
    System.arraycopy(rotation, 0, values, layout.rotationOffset(), 3);
    System.arraycopy(translation, 0, values, layout.translationOffset(), 3);
    return painter.render(new Coefficients(layout, values), SyntheticFaces.random(seed));
  }

  /**
   * A copy with the noise of a sensor: independent and normally distributed per sample, rounded.
   *
   * @param sigma standard deviation in steps of 255
   */
  public static FaceImage noisy(FaceImage picture, double sigma, Random random) {
    byte[] rgb = picture.rgb().clone();
    for (int i = 0; i < rgb.length; i++) {
      double value = (rgb[i] & 0xff) + sigma * random.nextGaussian();
      rgb[i] = (byte) Math.round(Math.min(Math.max(value, 0), 255));
    }
    return new FaceImage(picture.width(), picture.height(), rgb);
  }

  /**
   * How far a blink has closed the lids.
   *
   * @param seconds since its beginning
   * @param duration of the whole blink in seconds: a third to close, a third closed, a third to
   *     open, smoothly
   * @return 0 to 1, 0 before and after
   */
  public static double closure(double seconds, double duration) {
    double phase = seconds / duration;
    if (phase <= 0 || phase >= 1) {
      return 0;
    }
    double ramp = Math.min(1, 3 * Math.min(phase, 1 - phase));
    return 0.5 - 0.5 * Math.cos(Math.PI * ramp);
  }
}

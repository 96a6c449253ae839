package org.palpebra.training.synthetic;

import java.util.Random;
import org.palpebra.eyes.LidRefinement;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.model.MorphableModel;
import org.palpebra.shading.SphericalHarmonics;

/**
 * Rendered faces for measuring openness: face i has combination i mod 25 of the {@linkplain
 * #openness() openness} of its two eyes and the i mod 7th yaw of 0, ±15, ±30 and ±45 degrees, so
 * that 175 faces in a row have everything once. The lids are put there by {@link LidRefinement};
 * what came of it is measured on the mesh ({@link SyntheticFace#leftOpenness}). Identity, albedo,
 * light, surroundings and glasses are those of {@link SyntheticFaces}, other expressions and gaze
 * half as strong, pitch and roll 4° in standard deviation. Thread-safe.
 */
public final class WinkFaces {
  /**
   * First seed that no training and no tool of this project draws faces from, so that nothing has
   * learnt these faces.
   */
  public static final long UNSEEN = 1_000_000;

  private static final float[] OPENNESS = {0, 0.25f, 0.5f, 0.75f, 1};
  private static final int[] YAWS = {0, 15, -15, 30, -30, 45, -45};
  private static final float MILD = 0.5f;
  private static final double TILT = Math.toRadians(4);

  private final MorphableModel model;
  private final long seed;
  private final FaceSampler sampler;
  private final LidRefinement lids;
  private final SyntheticFaces painter;

  /**
   * @param crop camera of the canonical crop
   * @param size side of the pictures in pixels
   * @param seed of face 0; face i is drawn from {@code seed + i}
   */
  public WinkFaces(MorphableModel model, PerspectiveCamera crop, int size, long seed) {
    this.model = model;
    this.seed = seed;
    sampler = new FaceSampler(model, SphericalHarmonics.RGB);
    lids = new LidRefinement(model);
    painter = new SyntheticFaces(model, SphericalHarmonics.RGB, crop, size, seed);
  }

  /** The openness that each eye is given, rising, a copy. */
  public static float[] openness() {
    return OPENNESS.clone();
  }

  /** Yaw of a face in degrees; above 0 the head turns to the subject's left. */
  public static int yawDegrees(int number) {
    return YAWS[number % YAWS.length];
  }

  /**
   * Renders a face.
   *
   * @param number 0 or more
   */
  public SyntheticFace render(int number) {
    Random random = SyntheticFaces.random(seed + number);
    Coefficients c = pose(mild(sampler.draw(random)), yawDegrees(number), random);
    int n = OPENNESS.length;
    return painter.render(lids.refine(c, OPENNESS[number % n], OPENNESS[number / n % n]), random);
  }

  /** Weaker expressions, lids at rest. */
  private Coefficients mild(Coefficients c) {
    float[] expression = c.expression();
    for (int k = 0; k < expression.length; k++) {
      String name = model.expression().names().get(k);
      boolean lid = name.startsWith("eyeBlink") || name.startsWith("eyeWide");
      expression[k] *= lid ? 0 : MILD;
    }
    return c.withExpression(expression);
  }

  private static Coefficients pose(Coefficients c, int yawDegrees, Random random) {
    CoefficientLayout layout = c.layout();
    float[] values = c.values().clone();
    values[layout.rotationOffset()] = (float) (TILT * random.nextGaussian());
    values[layout.rotationOffset() + 1] = (float) Math.toRadians(yawDegrees);
    values[layout.rotationOffset() + 2] = (float) (TILT * random.nextGaussian());
    return new Coefficients(layout, values);
  }
}

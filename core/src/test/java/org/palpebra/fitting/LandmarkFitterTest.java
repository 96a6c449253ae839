package org.palpebra.fitting;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.palpebra.fitting.FitOptions.Expressions;
import org.palpebra.geometry.CanonicalCrop;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.Similarity;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.model.Landmarks;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.io.SurreyReader;
import org.palpebra.testing.SharedData;
import org.palpebra.testing.TinyFace;

/** Known faces are projected by {@link Landmarks}, which shares no code with the fitter. */
class LandmarkFitterTest {
  private static final PerspectiveCamera CAMERA = LandmarkFitter.camera(801, 603);
  private static final int WIDTH = 0;
  private static final int LENGTH = 2;
  private static final int JAW_OPEN = TinyFace.EXPRESSIONS.indexOf("jawOpen");

  /** What eos maps, and its fit uses: all but the jaw line beside the chin and two lip corners. */
  private static final Set<Integer> NOT_MAPPED =
      Set.of(0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16, 60, 64);

  private final MorphableModel tiny = TinyFace.sliding();

  @Property(tries = 60, seed = "1")
  void recoversAKnownFace(@ForAll @IntRange(max = 100_000) int seed) {
    Random random = new Random(seed);
    CoefficientLayout layout = tiny.layout(9);
    float[] values = pose(layout, random, 0.5);
    for (int k = 0; k < 3; k++) {
      values[k] = 4 * random.nextFloat() - 2;
    }
    values[layout.expressionOffset()] = random.nextFloat();
    values[layout.expressionOffset() + JAW_OPEN] = random.nextFloat();
    float[] target = project(tiny, values);

    FitOptions exact = FitOptions.of(tiny).withNoise(0.01, 0.01);
    LandmarkFit fit = new LandmarkFitter(tiny, exact).fit(target, CAMERA);

    String which = "seed " + seed;
    assertTrue(fit.meanError() < 0.05, which + ": " + fit.meanError());
    float[] found = fit.coefficients().values();
    for (int k : new int[] {WIDTH, LENGTH, layout.expressionOffset() + JAW_OPEN}) {
      assertEquals(values[k], found[k], 0.1, which + ", coefficient " + k);
    }
    for (int k = 0; k < 3; k++) {
      int r = layout.rotationOffset() + k;
      assertEquals(values[r], found[r], 0.01, which + ", rotation " + k);
    }
  }

  @Property(tries = 30, seed = "2")
  void recoversAKnownFaceOfTheSurreyModel(@ForAll @IntRange(max = 100_000) int seed) {
    MorphableModel model = surrey();
    Random random = new Random(seed);
    CoefficientLayout layout = model.layout(9);
    float[] values = pose(layout, random, 0.4);
    for (int k = 0; k < layout.identity(); k++) {
      values[k] = (float) Math.max(-2.5, Math.min(2.5, random.nextGaussian()));
    }
    int expression = layout.expressionOffset() + random.nextInt(6);
    values[expression] = random.nextFloat();
    float[] target = project(model, values);

    FitOptions exact = FitOptions.of(model).withNoise(0.03, 1);
    LandmarkFit fit = new LandmarkFitter(model, exact).fit(target, CAMERA);

    String which = "seed " + seed;
    assertTrue(fit.meanError() < 0.25, which + ": " + fit.meanError());
    float[] found = fit.coefficients().values();
    assertEquals(values[expression], found[expression], 0.1, which + ", expression");
    for (int k = 0; k < 3; k++) {
      assertEquals(values[k], found[k], 0.5, which + ", identity " + k);
      int r = layout.rotationOffset() + k;
      assertEquals(values[r], found[r], 0.02, which + ", rotation " + k);
    }
  }

  @Test
  void fitsThePhotoOfEosAsWellAsEos() {
    MorphableModel model = surrey();
    float[] target = PointsFile.read(SharedData.require("models/eos-sfm/image_0010.pts"));
    LandmarkFit fit = new LandmarkFitter(model).fit(target, LandmarkFitter.camera(1280, 1024));
    assertTrue(fit.meanError() <= 5.7, "68 landmarks: " + fit.meanError());
    double mapped = 0;
    for (int i = 0; i < 68; i++) {
      mapped += NOT_MAPPED.contains(i) ? 0 : fit.errors()[i] / (68 - NOT_MAPPED.size());
    }
    assertTrue(mapped <= 5.7, "those that eos maps: " + mapped);
    for (float value : fit.coefficients().identity()) {
      assertTrue(Math.abs(value) < 3, "identity " + value);
    }
    for (float value : fit.coefficients().expression()) {
      assertTrue(value >= 0 && value <= 1, "expression " + value);
    }
    // The woman turns to her right and holds her head upright to within 15°.
    assertEquals(-0.5, fit.coefficients().rotation()[1], 0.15);
    float[] posed =
        HeadPose.of(fit.coefficients()).apply(model.shape(fit.coefficients(), null), null);
    assertArrayEquals(Landmarks.project(model, posed, fit.camera()), fit.points(), 0.01f, "points");
  }

  @Test
  void identityStaysWithinItsBounds() {
    CoefficientLayout layout = tiny.layout(9);
    float[] values = new float[layout.size()];
    values[LENGTH] = 5;
    float[] target = project(tiny, values);
    FitOptions exact = FitOptions.of(tiny).withNoise(0.01, 0.01);
    float[] bounded = new LandmarkFitter(tiny, exact).fit(target, CAMERA).coefficients().values();
    for (int k = 0; k < layout.identity(); k++) {
      assertTrue(Math.abs(bounded[k]) <= 3, "identity " + k + " is " + bounded[k]);
    }
    FitOptions wide = exact.withLimit(10);
    float[] free = new LandmarkFitter(tiny, wide).fit(target, CAMERA).coefficients().values();
    assertEquals(5, free[LENGTH] - free[WIDTH], 0.2);
  }

  @Test
  void pointsWithoutWeightDoNotMatter() {
    CoefficientLayout layout = tiny.layout(9);
    float[] values = pose(layout, new Random(3), 0.3);
    float[] target = project(tiny, values);
    float[] weights = LandmarkFitter.weights(false);
    weights[30] = 0;
    LandmarkFitter fitter = new LandmarkFitter(tiny);
    LandmarkFit expected = fitter.fit(target, weights, CAMERA);
    target[0] = Float.NaN;
    target[2 * 16] = 1e9f;
    target[2 * 30 + 1] = -1e9f;
    LandmarkFit fit = fitter.fit(target, weights, CAMERA);
    assertArrayEquals(expected.coefficients().values(), fit.coefficients().values());
    assertTrue(Float.isNaN(fit.errors()[0]) && Float.isNaN(fit.errors()[30]));
    assertEquals(expected.meanError(), fit.meanError());
    assertTrue(fit.meanError() < 1, "error " + fit.meanError());
  }

  @Test
  void fitsVerticesThatAreNoLandmarks() {
    CoefficientLayout layout = tiny.layout(9);
    float[] values = pose(layout, new Random(4), 0.3);
    values[WIDTH] = 1;
    int[] vertices = {3, 40, 77, 113, 150, 187, 210, 260, 301, 340};
    float[] all = CAMERA.project(posed(tiny, values), null);
    float[] target = new float[2 * vertices.length];
    for (int i = 0; i < vertices.length; i++) {
      target[2 * i] = all[2 * vertices[i]];
      target[2 * i + 1] = all[2 * vertices[i] + 1];
    }
    FitOptions exact = FitOptions.of(tiny).withNoise(0.01, 0.01);
    LandmarkFit fit = new LandmarkFitter(tiny, vertices, exact).fit(target, CAMERA);
    assertTrue(fit.meanError() < 0.05, "error " + fit.meanError());
    assertArrayEquals(vertices, fit.vertices());
    assertEquals(1, fit.coefficients().values()[WIDTH], 0.1);
  }

  @Test
  void componentsMayBeNegative() {
    CoefficientLayout layout = tiny.layout(9);
    float[] values = new float[layout.size()];
    values[layout.expressionOffset() + JAW_OPEN] = -1.2f;
    float[] target = project(tiny, values);
    FitOptions components =
        FitOptions.of(tiny).withNoise(0.01, 1).withExpressions(Expressions.COMPONENTS);
    LandmarkFit fit = new LandmarkFitter(tiny, components).fit(target, CAMERA);
    assertEquals(-1.2, fit.coefficients().expression()[JAW_OPEN], 0.05);
    FitOptions blendshapes = components.withExpressions(Expressions.BLENDSHAPES);
    fit = new LandmarkFitter(tiny, blendshapes).fit(target, CAMERA);
    assertEquals(0, fit.coefficients().expression()[JAW_OPEN]);
  }

  @Test
  void refusesWhatCannotBeFitted() {
    LandmarkFitter fitter = new LandmarkFitter(tiny);
    float[] target = project(tiny, new float[tiny.layout(9).size()]);
    assertThrows(IllegalArgumentException.class, () -> fitter.fit(new float[10], CAMERA));
    assertThrows(IllegalArgumentException.class, () -> fitter.fit(new float[136], CAMERA));
    float[] three = new float[68];
    Arrays.fill(three, 40, 43, 1);
    assertThrows(IllegalArgumentException.class, () -> fitter.fit(target, three, CAMERA));
    target[7] = Float.NaN;
    assertThrows(IllegalArgumentException.class, () -> fitter.fit(target, CAMERA));
    assertThrows(
        IllegalArgumentException.class,
        () -> new LandmarkFitter(tiny, new int[] {0, 1, 2, 99_999}, FitOptions.of(tiny)));
  }

  @Test
  void aPoseAndItsSimilarityAreOneThing() {
    Similarity toCrop = new Similarity(1.7 * Math.cos(0.3), 1.7 * Math.sin(0.3), 41, -13);
    Similarity back = CanonicalCrop.toCrop(CAMERA, CanonicalCrop.pose(CAMERA, toCrop));
    assertEquals(toCrop.a(), back.a(), 1e-5);
    assertEquals(toCrop.b(), back.b(), 1e-5);
    assertEquals(toCrop.tx(), back.tx(), 1e-2);
    assertEquals(toCrop.ty(), back.ty(), 1e-2);
  }

  private static MorphableModel surrey() {
    return new SurreyReader().read(SharedData.require("models/eos-sfm"));
  }

  private static float[] pose(CoefficientLayout layout, Random random, double turn) {
    float[] values = new float[layout.size()];
    int r = layout.rotationOffset();
    values[r] = (float) (turn * (random.nextDouble() - 0.5));
    values[r + 1] = (float) (2 * turn * (random.nextDouble() - 0.5));
    values[r + 2] = (float) (turn * (2 * random.nextDouble() - 1));
    int t = layout.translationOffset();
    values[t] = 60 * (random.nextFloat() - 0.5f);
    values[t + 1] = 60 * (random.nextFloat() - 0.5f);
    values[t + 2] = 600 * random.nextFloat() - 300;
    return values;
  }

  private static float[] posed(MorphableModel model, float[] values) {
    Coefficients c = new Coefficients(model.layout(9), values);
    return HeadPose.of(c).apply(model.shape(c, null), null);
  }

  private static float[] project(MorphableModel model, float[] values) {
    return Landmarks.project(model, posed(model, values), CAMERA);
  }
}

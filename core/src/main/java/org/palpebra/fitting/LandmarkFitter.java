package org.palpebra.fitting;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.palpebra.geometry.CanonicalCrop;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.Similarity;
import org.palpebra.internal.Buffers;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.model.LandmarkScheme;
import org.palpebra.model.MorphableModel;

/**
 * Fits pose, identity and expression of any face model to 2D points on a photo, without a network:
 * a weak-perspective start, then Gauss–Newton steps with normal priors under a perspective camera,
 * identity and expression kept within the bounds of {@link FitOptions}. The jaw line of the 68
 * landmarks slides as in {@link org.palpebra.model.Landmarks}.
 *
 * <p>Fewer points than 68 are a matter of weights: those of weight 0 need not be known. Points that
 * are no iBUG landmarks are given as vertices ({@link #LandmarkFitter(MorphableModel, int[],
 * FitOptions)}).
 *
 * <p>Immutable and thread-safe; one fit runs on the calling thread.
 */
public final class LandmarkFitter {
  /** Points that a fit needs at least. */
  public static final int MIN_POINTS = 4;

  private static final int LIGHTING = 9;
  private static final int POSE_STEPS = 4;
  private static final int SHAPE_STEPS = 30;

  /** Radians, and shares of a deviation. */
  private static final double STILL = 0.01;

  /** A face's origin comes no nearer to the camera, millimetres. */
  private static final double NEAREST = 150;

  private static final float DISTANCE = 1000;

  /** A 43 mm lens in front of 36 mm film. */
  private static final float FOCAL_PER_SIDE = 1.2f;

  private final FitPoints points;
  private final CoefficientLayout layout;
  private final GaussNewton.Prior prior;
  private final FitOptions options;

  /** Fits the model's 68 landmarks with {@link FitOptions#of}. */
  public LandmarkFitter(MorphableModel model) {
    this(model, FitOptions.of(model));
  }

  /** Fits the model's 68 landmarks. */
  public LandmarkFitter(MorphableModel model, FitOptions options) {
    this(model, FitPoints.landmarks(model), options);
  }

  /**
   * Fits points of one's own, none of which slides.
   *
   * @param vertices the vertex of each point, at least {@value #MIN_POINTS}
   */
  public LandmarkFitter(MorphableModel model, int[] vertices, FitOptions options) {
    this(model, FitPoints.fixed(model, checked(model, vertices)), options);
  }

  private LandmarkFitter(MorphableModel model, FitPoints points, FitOptions options) {
    this.points = points;
    this.options = options;
    layout = model.layout(LIGHTING);
    prior = GaussNewton.Prior.of(model, options);
  }

  /**
   * The camera of a photo of which nothing is known: principal point in the middle, focal length
   * 1.2 times the longer side (53° diagonal for 3:2), 1 m from the origin.
   *
   * @param width of the photo in pixels; {@code height} likewise
   */
  public static PerspectiveCamera camera(int width, int height) {
    int side = Math.max(width, height);
    return camera(width, height, FOCAL_PER_SIDE * side);
  }

  /** The camera of a photo whose focal length is known, in pixels. */
  public static PerspectiveCamera camera(int width, int height, float focal) {
    return new PerspectiveCamera(Math.max(width, height), focal, width / 2f, height / 2f, DISTANCE);
  }

  /**
   * Fits all points.
   *
   * @param target {@code x0,y0,x1,y1…} in photo pixels, not modified
   * @param camera of the photo
   */
  public LandmarkFit fit(float[] target, PerspectiveCamera camera) {
    return fit(target, null, camera);
  }

  /**
   * Fits some points.
   *
   * @param target {@code x0,y0,x1,y1…} in photo pixels, not modified; what stands for points of
   *     weight 0 does not matter
   * @param weights of the points' squared errors, 1 is usual, 0 leaves a point out; null for 1
   * @param camera of the photo
   * @throws IllegalArgumentException if numbers are missing or not finite, or fewer than {@value
   *     #MIN_POINTS} points are left or all fall together
   */
  public LandmarkFit fit(float[] target, float @Nullable [] weights, PerspectiveCamera camera) {
    float[] used = weights != null ? weights.clone() : ones(points.count());
    check(target, used);
    HeadPose start = start(target, used, camera);
    double depth = camera.distance() - start.tz();
    GaussNewton face =
        new GaussNewton(points, prior, camera, noise(camera.focal() / depth), used, NEAREST);
    face.pose[2] = start.rz();
    face.pose[3] = start.tx();
    face.pose[4] = start.ty();
    face.pose[5] = Math.min(start.tz(), camera.distance() - NEAREST);
    face.steps(POSE_STEPS, target, false);
    face.descend(SHAPE_STEPS, target, STILL);
    return result(face, target, used, camera);
  }

  /** A frontal pose of the mean face that lies on the points. */
  private HeadPose start(float[] target, float[] weights, PerspectiveCamera camera) {
    float[] mean = new GaussNewton(points, prior, camera, noise(1), weights, 0).project();
    Similarity toPhoto = Similarity.fit(used(mean, weights), used(target, weights));
    if (!(toPhoto.scale() > 0) || !Double.isFinite(toPhoto.tx() + toPhoto.ty())) {
      throw new IllegalArgumentException("the points fall together");
    }
    return CanonicalCrop.pose(camera, toPhoto);
  }

  private double[] noise(double pixelsPerMillimetre) {
    double[] noise = new double[points.count()];
    for (int i = 0; i < noise.length; i++) {
      double millimetres = i < points.sliding ? options.contourNoise() : options.noise();
      noise[i] = millimetres * pixelsPerMillimetre;
    }
    return noise;
  }

  private LandmarkFit result(
      GaussNewton face, float[] target, float[] weights, PerspectiveCamera camera) {
    float[] values = new float[layout.size()];
    for (int k = 0; k < face.coefficients.length; k++) {
      values[k] = (float) face.coefficients[k];
    }
    for (int k = 0; k < 3; k++) {
      values[layout.rotationOffset() + k] = (float) face.pose[k];
      values[layout.translationOffset() + k] = (float) face.pose[3 + k];
    }
    float[] projected = face.project();
    float[] errors = new float[points.count()];
    for (int i = 0; i < errors.length; i++) {
      double dx = projected[2 * i] - target[2 * i];
      double dy = projected[2 * i + 1] - target[2 * i + 1];
      errors[i] = weights[i] > 0 ? (float) Math.hypot(dx, dy) : Float.NaN;
    }
    int[] vertices = Arrays.stream(face.chosen).map(v -> points.vertices[v]).toArray();
    return new LandmarkFit(new Coefficients(layout, values), camera, vertices, projected, errors);
  }

  private void check(float[] target, float[] weights) {
    Buffers.requireLength("point coordinates", target.length, 2 * points.count());
    Buffers.requireLength("weights", weights.length, points.count());
    int used = 0;
    for (int i = 0; i < weights.length; i++) {
      if (!(weights[i] >= 0) || Float.isInfinite(weights[i])) {
        throw new IllegalArgumentException("weight %d is %s".formatted(i, weights[i]));
      }
      if (weights[i] > 0) {
        used++;
        if (!Float.isFinite(target[2 * i] + target[2 * i + 1])) {
          throw new IllegalArgumentException("point " + i + " is not finite");
        }
      }
    }
    if (used < MIN_POINTS) {
      throw new IllegalArgumentException(
          "a fit needs %d points, got %d".formatted(MIN_POINTS, used));
    }
  }

  private static int[] checked(MorphableModel model, int[] vertices) {
    for (int v : vertices) {
      if (v < 0 || v >= model.vertexCount()) {
        throw new IllegalArgumentException(
            "vertex %d outside 0..%d".formatted(v, model.vertexCount() - 1));
      }
    }
    return vertices;
  }

  private static float[] used(float[] coordinates, float[] weights) {
    float[] some = new float[coordinates.length];
    int n = 0;
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0) {
        some[n++] = coordinates[2 * i];
        some[n++] = coordinates[2 * i + 1];
      }
    }
    return Arrays.copyOf(some, n);
  }

  static float[] ones(int count) {
    float[] ones = new float[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** The 68 weights of all landmarks or of those without the jaw line. */
  public static float[] weights(boolean jaw) {
    float[] weights = ones(LandmarkScheme.COUNT);
    Arrays.fill(weights, 0, LandmarkScheme.CONTOUR, jaw ? 1 : 0);
    return weights;
  }
}

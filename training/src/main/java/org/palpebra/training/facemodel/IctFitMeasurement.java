package org.palpebra.training.facemodel;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.palpebra.model.LandmarkScheme;
import org.palpebra.model.MorphableModel;

/**
 * Measures how well a model can take the shape of other people.
 *
 * <p>Random identities of ICT-FaceKit (standard normal coefficients of its 100 modes, seed {@value
 * #SEED}) are fitted in pose, identity and expression; printed are the mean distance of the 68
 * landmarks and the distances from the model's face area to the identity's surface, in mm.
 */
final class IctFitMeasurement {
  static final int SEED = 20261124;

  /** Landmarks of the lips that the model has elsewhere than ICT-FaceKit. */
  private static final Set<Integer> LIPS = Set.of(49, 53, 56, 58, 61, 63, 65, 67);

  private final IctFaceKit ict;
  private final MorphableModel model;
  private final int[] triangles;
  private final double[] offset;
  private final int[] landmarks;
  private final int[] surface;

  private IctFitMeasurement(IctFaceKit ict, MorphableModel model) {
    this.ict = ict;
    this.model = model;
    triangles = triangles(ict.faces());
    offset = offset();
    surface = faceArea(model);
    landmarks = landmarks();
  }

  /**
   * Errors over all identities.
   *
   * @param landmarkMean mean over identities and landmarks
   * @param perLandmark mean per landmark
   */
  record Result(
      int identities,
      double landmarkMean,
      double[] perLandmark,
      double surfaceMedian,
      double surfaceMean,
      double surface90) {
    void print(PrintWriter out) {
      out.printf(
          Locale.ROOT,
          "%d identities (seed %d)%nlandmarks: mean %.2f mm%n"
              + "surface: median %.2f mm, mean %.2f mm, 90 %% below %.2f mm%n",
          identities,
          SEED,
          landmarkMean,
          surfaceMedian,
          surfaceMean,
          surface90);
      for (int i = 0; i < perLandmark.length; i++) {
        out.printf(Locale.ROOT, "landmark %d: %.2f mm%n", i, perLandmark[i]);
      }
    }
  }

  static Result measure(IctFaceKit ict, MorphableModel model, int count) {
    IctFitMeasurement m = new IctFitMeasurement(ict, model);
    double[][] modes = new double[IctFaceKit.IDENTITIES][];
    Arrays.setAll(modes, ict::identity);
    Random random = new Random(SEED);
    double[] perLandmark = new double[LandmarkScheme.COUNT];
    List<double[]> distances = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      double[] person = ict.neutral().clone();
      for (double[] mode : modes) {
        double a = random.nextGaussian();
        for (int i = 0; i < person.length; i++) {
          person[i] += a * mode[i];
        }
      }
      distances.add(m.fit(person, perLandmark));
    }
    double[] all = distances.stream().flatMapToDouble(Arrays::stream).sorted().toArray();
    Arrays.setAll(perLandmark, i -> perLandmark[i] / count);
    return new Result(
        count,
        Arrays.stream(perLandmark).average().orElse(0),
        perLandmark,
        all[all.length / 2],
        Arrays.stream(all).average().orElse(0),
        all[all.length * 9 / 10]);
  }

  /** Adds the landmarks' errors and returns the surface distances. */
  private double[] fit(double[] person, double[] perLandmark) {
    TriangleIndex index = new TriangleIndex(person, triangles);
    double[] points = new double[3 * landmarks.length];
    for (int i = 0; i < landmarks.length; i++) {
      Vec.set(points, i, Vec.get(person, ict.landmarks()[i]));
    }
    ModelFit fit = new ModelFit(model, landmarks, surface);
    fit.fit(points, index, offset);
    double[] posed = fit.posed();
    for (int i = 0; i < landmarks.length; i++) {
      perLandmark[i] += Vec.distance(Vec.get(posed, landmarks[i]), Vec.get(points, i));
    }
    return Arrays.stream(surface)
        .mapToDouble(v -> index.nearest(Vec.get(posed, v)).distance())
        .toArray();
  }

  private static int[] triangles(List<int[]> faces) {
    return faces.stream()
        .flatMapToInt(
            f -> {
              int[] out = new int[3 * (f.length - 2)];
              for (int i = 1; i + 1 < f.length; i++) {
                out[3 * i - 3] = f[0];
                out[3 * i - 2] = f[i];
                out[3 * i - 1] = f[i + 1];
              }
              return Arrays.stream(out);
            })
        .toArray();
  }

  private double[] meanVertex(int v) {
    float[] s = model.meanShape();
    return new double[] {s[3 * v], s[3 * v + 1], s[3 * v + 2]};
  }

  /** From the model's origin to ICT-FaceKit's, by the mean of brows and nose. */
  private double[] offset() {
    double[] out = new double[3];
    for (int i = 17; i < 36; i++) {
      double[] there = Vec.get(ict.neutral(), ict.landmarks()[i]);
      double[] here = meanVertex(model.landmarks().vertices()[i]);
      out = Vec.add(out, Vec.scale(Vec.sub(there, here), 1.0 / 19));
    }
    return out;
  }

  /**
   * Jaw line and lips: ICT-FaceKit's landmarks lie elsewhere than those of annotated photos, which
   * the model follows; there the vertex counts that is nearest on the mean faces.
   */
  private int[] landmarks() {
    int[] out = model.landmarks().vertices().clone();
    for (int i = 0; i < out.length; i++) {
      if (i < LandmarkScheme.CONTOUR || LIPS.contains(i)) {
        double[] goal = Vec.sub(Vec.get(ict.neutral(), ict.landmarks()[i]), offset);
        for (int v : surface) {
          if (Vec.distance(meanVertex(v), goal) < Vec.distance(meanVertex(out[i]), goal)) {
            out[i] = v;
          }
        }
      }
    }
    return out;
  }

  /** Visible skin and lips from hair line to throat, in front of the ears. */
  static int[] faceArea(MorphableModel model) {
    List<String> names = List.of("skin", "lips", "lids");
    List<Integer> out = new ArrayList<>();
    for (int v = 0; v < model.vertexCount(); v++) {
      String region = model.topology().regionNames().get(model.topology().regions()[v]);
      float y = model.meanShape()[3 * v + 1];
      boolean front = model.meanShape()[3 * v + 2] > -45 && y > -86 && y < 88;
      if (names.contains(region) && front) {
        out.add(v);
      }
    }
    return out.stream().mapToInt(Integer::intValue).toArray();
  }
}

package org.palpebra.training.facemodel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.palpebra.internal.FacePaint;
import org.palpebra.model.LandmarkScheme;
import org.palpebra.model.Lid;
import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.Topology;

/** Authors the embedded face model; the same statistics give the same model bit for bit. */
final class FaceModelAuthor {
  static final int IDENTITY_MODES = 40;

  private final ControlPoints points;
  private final FaceTopology topology;
  private final FaceLift lift;
  private final double[] skinLayout;
  private final double[] shape;
  private final EyeShaper leftEye;
  private final EyeShaper rightEye;

  private FaceModelAuthor(ControlPoints points) {
    this.points = points;
    lift = new FaceLift(points, symmetricMean(points));
    topology = FaceTopology.build(points, lift);
    skinLayout = Arrays.copyOf(topology.layout(), 2 * topology.skin());
    shape = Arrays.copyOf(lift.positions(skinLayout), 3 * topology.vertices());
    Proportions.apply(shape, topology.skin());
    Proportions.smoothNostrils(shape, topology.skin(), topology.triangles());
    new MouthBag(topology).shape(shape);
    leftEye = EyeShaper.shape(topology.leftEye(), shape);
    rightEye = leftEye.mirrored(topology.mirror());
    mirrorShape();
  }

  /** Authors the model from the statistics that come with this module. */
  static MorphableModel author() {
    return new FaceModelAuthor(ControlPoints.embedded()).model();
  }

  private static double[] symmetricMean(ControlPoints points) {
    double[] out = new double[points.mean().length];
    for (int p = 0; p < points.count(); p++) {
      int m = points.mirror()[p];
      for (int k = 0; k < 3; k++) {
        double sign = k == 0 ? -1 : 1;
        out[3 * p + k] = (points.mean()[3 * p + k] + sign * points.mean()[3 * m + k]) / 2;
      }
    }
    return out;
  }

  /** The left half decides. */
  private void mirrorShape() {
    for (int v = 0; v < topology.vertices(); v++) {
      int m = topology.mirror()[v];
      if (m > v) {
        double[] p = Vec.get(shape, v);
        Vec.set(shape, m, new double[] {-p[0], p[1], p[2]});
      } else if (m == v) {
        shape[3 * v] = 0;
      }
    }
  }

  private MorphableModel model() {
    Landmarker landmarker = new Landmarker(points, topology);
    LandmarkScheme landmarks = landmarker.scheme();
    LinearBasis expression =
        new Expressions(points, topology, lift, shape, leftEye, rightEye).basis();
    LinearBasis identity = identity();
    double[] origin = origin(landmarks);
    float[] mean = new float[shape.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (shape[i] - origin[i % 3]);
    }
    FacePaint paint = new FacePaint(AlbedoMasks.of(topology, shape));
    return new MorphableModel(
        "palpebra-embedded",
        new Topology(
            topology.vertices(),
            topology.triangles(),
            TextureLayout.uv(topology.layout()),
            Regions.ids(topology),
            Regions.NAMES),
        mean,
        identity,
        expression,
        paint.mean(),
        paint.basis(),
        landmarks,
        lid(leftEye, expression.indexOf("eyeBlinkLeft"), origin),
        lid(rightEye, expression.indexOf("eyeBlinkRight"), origin),
        "Apache-2.0",
        Map.of(
            "attribution",
            "Statistics of "
                + points.count()
                + " control points measured on ICT-FaceKit (MIT licence, Copyright (c) 2020"
                + " USC Institute for Creative Technologies)",
            "generator",
            "org.palpebra.training.facemodel.FaceModelAuthor"));
  }

  /** Tip of the nose, ten millimetres behind the outer corners of the eyes. */
  private double[] origin(LandmarkScheme landmarks) {
    int tip = landmarks.vertices()[30];
    int corner = landmarks.vertices()[45];
    return new double[] {0, shape[3 * tip + 1], shape[3 * corner + 2] - 10};
  }

  private static Lid lid(EyeShaper eye, int blink, double[] origin) {
    int half = FaceTopology.EYE_COLUMNS / 2;
    int[] upper = new int[half - 1];
    int[] lower = new int[half - 1];
    for (int c = 1; c < half; c++) {
      upper[c - 1] = eye.grid().lid()[0][c];
      lower[c - 1] = eye.grid().lid()[0][FaceTopology.EYE_COLUMNS - c];
    }
    double[] centre = Vec.sub(eye.centre(), origin);
    return new Lid(
        upper,
        lower,
        blink,
        new float[] {(float) centre[0], (float) centre[1], (float) centre[2]},
        (float) EyeShaper.RADIUS);
  }

  /** Interpolates a field to all vertices; inner lids, bag and eyeballs follow. */
  private double[] identityField(double[] controls) {
    double[] field = Arrays.copyOf(lift.field(controls, skinLayout), shape.length);
    new MouthBag(topology).follow(field);
    leftEye.identity(shape, field, topology.skin());
    rightEye.identity(shape, field, topology.skin());
    return field;
  }

  private LinearBasis identity() {
    List<double[]> fields = new ArrayList<>();
    RigidMotion rigid = new RigidMotion(symmetricMean(points), points.count());
    for (int f = 0; f < points.fieldNames().size(); f++) {
      if (points.fieldNames().get(f).startsWith("identity")) {
        fields.add(identityField(rigid.remove(points.fields()[f])));
      }
    }
    DMatrixRMaj gram = gram(fields);
    EigenDecomposition_F64<DMatrixRMaj> eigen =
        DecompositionFactory_DDRM.eig(fields.size(), true, true);
    if (!eigen.decompose(gram)) {
      throw new IllegalStateException("the identity fields have no principal axes");
    }
    Integer[] order = new Integer[fields.size()];
    Arrays.setAll(order, i -> i);
    Arrays.sort(
        order,
        (a, b) ->
            Double.compare(eigen.getEigenvalue(b).getReal(), eigen.getEigenvalue(a).getReal()));
    int rows = shape.length;
    float[] data = new float[IDENTITY_MODES * rows];
    List<String> names = new ArrayList<>();
    for (int k = 0; k < IDENTITY_MODES; k++) {
      double[] mode = combine(fields, eigen.getEigenVector(order[k]).getData(), rows);
      for (int i = 0; i < rows; i++) {
        data[k * rows + i] = (float) mode[i];
      }
      names.add("identity%02d".formatted(k));
    }
    float[] deviations = new float[IDENTITY_MODES];
    Arrays.fill(deviations, 1);
    return new LinearBasis(rows, data, deviations, names);
  }

  private static double[] combine(List<double[]> fields, double[] axis, int rows) {
    // An axis has no sign of its own: the largest component is made positive.
    double largest = 0;
    for (double a : axis) {
      largest = Math.abs(a) > Math.abs(largest) ? a : largest;
    }
    double[] out = new double[rows];
    for (int f = 0; f < axis.length; f++) {
      double w = axis[f] * Math.signum(largest);
      double[] field = fields.get(f);
      for (int i = 0; i < rows; i++) {
        out[i] += w * field[i];
      }
    }
    return out;
  }

  private DMatrixRMaj gram(List<double[]> fields) {
    double[] area = Regions.faceArea(topology, shape);
    int n = fields.size();
    DMatrixRMaj gram = new DMatrixRMaj(n, n);
    for (int a = 0; a < n; a++) {
      for (int b = 0; b <= a; b++) {
        double sum = 0;
        for (int i = 0; i < shape.length; i++) {
          sum += area[i / 3] * fields.get(a)[i] * fields.get(b)[i];
        }
        gram.set(a, b, sum);
        gram.set(b, a, sum);
      }
    }
    return gram;
  }
}

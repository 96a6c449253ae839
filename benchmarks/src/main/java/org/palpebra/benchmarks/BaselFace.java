package org.palpebra.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.palpebra.model.LandmarkScheme;
import org.palpebra.training.facemodel.ThinPlateSpline;

/**
 * A made-up face on the Basel Face Model's mesh, whose own shapes are not free: the mesh laid flat,
 * then bent so that the 68 landmarks come where Deep3DFaceRecon's mean face has them and the rim
 * runs from ear to ear over the forehead and behind the jaw.
 */
final class BaselFace {
  private static final int FIRST_JAW = 0;
  private static final int LAST_JAW = 16;

  /** Height by width of the flat face. */
  private static final double ASPECT = 1.2;

  /** How far the corner of a triangle that stands out lies from the middle: else it is flat. */
  private static final double CORNER = 1.01;

  /** Points along the rim between the ears. */
  private static final int FOREHEAD = 16;

  /** Half the face's width, and how far the hair line lies above and before the ears. */
  private static final double[] FOREHEAD_MILLIMETRES = {76, 62, 85};

  /** Of a unit of the flat face; about half the face's width. */
  private static final double MILLIMETRES = 85;

  private final BaselTopology mesh;
  private final int[] rim;
  private final double[] flat;
  private final List<double[]> sites = new ArrayList<>();
  private final List<double[]> targets = new ArrayList<>();

  private BaselFace(BaselTopology mesh) {
    this.mesh = mesh;
    FlatMesh flatMesh = new FlatMesh(mesh.vertexCount(), mesh.triangles());
    rim = flatMesh.rim();
    flat = flatMesh.layOut(ellipse(flatMesh));
  }

  /** The mean shape: xyz per vertex, millimetres. */
  static float[] shape(BaselTopology mesh) {
    return new BaselFace(mesh).bent();
  }

  /** The rim's places, the chin at the bottom. */
  private double[] ellipse(FlatMesh flatMesh) {
    int rightEar = alongRim(FIRST_JAW);
    double chin = rightEar + 0.5 * ahead(rightEar, alongRim(LAST_JAW));
    double[] places = new double[2 * rim.length];
    for (int i = 0; i < rim.length; i++) {
      double angle = 2 * Math.PI * (i - chin) / rim.length;
      double reach = flatMesh.neighbours(rim[i]) == 2 ? CORNER : 1;
      places[2 * i] = reach * StrictMath.sin(angle);
      places[2 * i + 1] = -reach * ASPECT * StrictMath.cos(angle);
    }
    return places;
  }

  private float[] bent() {
    for (int i = 0; i < LandmarkScheme.COUNT; i++) {
      add(mesh.keypoints()[i], landmark(i));
    }
    foldForehead();
    for (int i = FIRST_JAW + 2; i <= LAST_JAW - 3; i++) {
      foldUnder(i);
    }
    ThinPlateSpline bend =
        new ThinPlateSpline(sites.stream().flatMapToDouble(Arrays::stream).toArray());
    double[] weights = bend.fit(targets.stream().flatMapToDouble(Arrays::stream).toArray(), 3);
    double[] bent = bend.evaluate(weights, 3, flat);
    float[] shape = new float[bent.length];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = (float) bent[i];
    }
    return shape;
  }

  /** An arc from the subject's left ear to the right one. */
  private void foldForehead() {
    double[] ear = landmark(LAST_JAW);
    int leftEar = alongRim(LAST_JAW);
    int span = ahead(leftEar, alongRim(FIRST_JAW));
    for (int j = 1; j < FOREHEAD; j++) {
      double angle = Math.PI * j / FOREHEAD;
      double up = StrictMath.sin(angle);
      add(
          rim[(leftEar + (int) Math.round((double) span * j / FOREHEAD)) % rim.length],
          FOREHEAD_MILLIMETRES[0] * StrictMath.cos(angle),
          ear[1] + FOREHEAD_MILLIMETRES[1] * up,
          ear[2] + FOREHEAD_MILLIMETRES[2] * up);
    }
  }

  /** The rim nearest to a landmark of the jaw goes backwards from it. */
  private void foldUnder(int jaw) {
    double x = flat[2 * mesh.keypoints()[jaw]];
    double y = flat[2 * mesh.keypoints()[jaw] + 1];
    int nearest = rim[0];
    double least = Double.POSITIVE_INFINITY;
    for (int v : rim) {
      double distance = Math.hypot(flat[2 * v] - x, flat[2 * v + 1] - y);
      if (distance < least) {
        least = distance;
        nearest = v;
      }
    }
    double[] point = landmark(jaw);
    double reach = MILLIMETRES * least;
    double outwards = 0.35 * reach / Math.hypot(point[0], point[1]);
    add(
        nearest,
        point[0] + outwards * point[0],
        point[1] + outwards * point[1],
        point[2] - 0.94 * reach);
  }

  private void add(int vertex, double... target) {
    sites.add(new double[] {flat[2 * vertex], flat[2 * vertex + 1]});
    targets.add(target);
  }

  private double[] landmark(int i) {
    float[] all = mesh.standardLandmarks();
    return new double[] {all[3 * i], all[3 * i + 1], all[3 * i + 2]};
  }

  private int alongRim(int landmark) {
    for (int i = 0; i < rim.length; i++) {
      if (rim[i] == mesh.keypoints()[landmark]) {
        return i;
      }
    }
    throw new IllegalStateException("landmark " + landmark + " does not lie on the mesh's rim");
  }

  private int ahead(int from, int to) {
    return Math.floorMod(to - from, rim.length);
  }
}

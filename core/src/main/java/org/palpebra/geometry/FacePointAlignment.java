package org.palpebra.geometry;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import org.palpebra.internal.Buffers;

/**
 * Deep3DFaceRecon's alignment of a face by five points: a weak-perspective camera (POS: DeMenthon
 * and Davis 1995) is fitted to them, and the photo is scaled and shifted, not rotated, so that the
 * model's origin lies in the middle of the crop and the face has a set size. Thread-safe.
 */
public final class FacePointAlignment {
  /** Points: the subject's right and left eye centre, nose tip, right and left mouth corner. */
  public static final int POINTS = 5;

  /** Deep3DFaceRecon's crop in pixels. */
  public static final int DEEP3D_SIZE = 224;

  /** Deep3DFaceRecon's rescale factor: 102 px for its model unit of 100 mm. */
  public static final double DEEP3D_PIXELS_PER_MILLIMETRE = 1.02;

  private static final int UNKNOWNS = 4;

  private final int size;
  private final double pixelsPerMillimetre;

  /** Least-squares solution: {@code 4×5}, from five image coordinates to a camera row and shift. */
  private final DMatrixRMaj solution = new DMatrixRMaj(UNKNOWNS, POINTS);

  /** Deep3DFaceRecon's crop. */
  public FacePointAlignment(float[] standardPoints) {
    this(standardPoints, DEEP3D_SIZE, DEEP3D_PIXELS_PER_MILLIMETRE);
  }

  /**
   * @param standardPoints {@code float[15]}, the five points on the mean face, xyz in millimetres;
   *     see {@link #fromLandmarks}
   * @param size side of the crop in pixels
   * @param pixelsPerMillimetre size of the face in the crop
   * @throws IllegalArgumentException if the points lie in one plane, which leaves the fit undecided
   */
  public FacePointAlignment(float[] standardPoints, int size, double pixelsPerMillimetre) {
    Buffers.requireLength("standard points", standardPoints.length, 3 * POINTS);
    if (size < 1 || !(pixelsPerMillimetre > 0)) {
      throw new IllegalArgumentException(
          "size and scale must be positive, got %d and %s".formatted(size, pixelsPerMillimetre));
    }
    this.size = size;
    this.pixelsPerMillimetre = pixelsPerMillimetre;
    DMatrixRMaj points = new DMatrixRMaj(POINTS, UNKNOWNS);
    for (int i = 0; i < POINTS; i++) {
      for (int k = 0; k < 3; k++) {
        points.set(i, k, standardPoints[3 * i + k]);
      }
      points.set(i, 3, 1);
    }
    if (MatrixFeatures_DDRM.rank(points) < UNKNOWNS) {
      throw new IllegalArgumentException("the five standard points lie in one plane");
    }
    CommonOps_DDRM.pinv(points, solution);
  }

  /**
   * The five points from 68 landmarks in 3D: eye centres as the middle of their corners, nose tip,
   * mouth corners.
   *
   * @param landmarks {@code float[204]}, xyz interleaved, iBUG order
   * @return {@code float[15]}, same unit
   */
  public static float[] fromLandmarks(float[] landmarks) {
    Buffers.requireLength("68 landmarks", landmarks.length, 3 * 68);
    int[][] sources = {{36, 39}, {42, 45}, {30, 30}, {48, 48}, {54, 54}};
    float[] points = new float[3 * POINTS];
    for (int i = 0; i < POINTS; i++) {
      for (int k = 0; k < 3; k++) {
        points[3 * i + k] =
            (landmarks[3 * sources[i][0] + k] + landmarks[3 * sources[i][1] + k]) / 2;
      }
    }
    return points;
  }

  /**
   * The transform from photo pixels to crop pixels.
   *
   * @param points {@code float[10]}, {@code x,y} of the five points on the photo in pixels, y down
   * @throws IllegalArgumentException if the points are not finite or fall together
   */
  public Similarity align(float[] points) {
    Buffers.requireLength("five points", points.length, 2 * POINTS);
    double scale = pixelsPerMillimetre / ((rowNorm(points, 0) + rowNorm(points, 1)) / 2);
    double originX = solve(points, 0, 3);
    double originY = solve(points, 1, 3);
    if (!Double.isFinite(scale + originX + originY)) {
      throw new IllegalArgumentException("the five points are not finite or fall together");
    }
    return new Similarity(scale, 0, size / 2.0 - scale * originX, size / 2.0 - scale * originY);
  }

  /** Length of the camera's row for one image axis: photo pixels per millimetre along it. */
  private double rowNorm(float[] points, int axis) {
    double sum = 0;
    for (int k = 0; k < 3; k++) {
      double value = solve(points, axis, k);
      sum += value * value;
    }
    return Math.sqrt(sum);
  }

  private double solve(float[] points, int axis, int unknown) {
    double sum = 0;
    for (int i = 0; i < POINTS; i++) {
      sum += solution.get(unknown, i) * points[2 * i + axis];
    }
    return sum;
  }
}

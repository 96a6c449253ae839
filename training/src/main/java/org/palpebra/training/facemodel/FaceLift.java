package org.palpebra.training.facemodel;

/** Lifts places of the layout to the mean face, and fields given at the control points with it. */
final class FaceLift {
  private final ThinPlateSpline spline;
  private final int sites;
  private final double[] mean;

  /**
   * @param mean positions of all control points; the eyeballs' centres, which come last, are not
   *     part of the surface
   */
  FaceLift(ControlPoints points, double[] mean) {
    sites = points.count() - ControlPoints.EYEBALLS;
    spline = new ThinPlateSpline(java.util.Arrays.copyOf(points.layout(), 2 * sites));
    this.mean = spline.fit(java.util.Arrays.copyOf(mean, 3 * sites), 3);
  }

  double[] position(double x, double y) {
    return spline.evaluate(mean, 3, new double[] {x, y});
  }

  double[] positions(double[] places) {
    return spline.evaluate(mean, 3, places);
  }

  /** Interpolates one displacement field (xyz per control point) at the places. */
  double[] field(double[] field, double[] places) {
    return spline.evaluate(spline.fit(java.util.Arrays.copyOf(field, 3 * sites), 3), 3, places);
  }
}

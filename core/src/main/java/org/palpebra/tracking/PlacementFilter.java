package org.palpebra.tracking;

/** Smooths where a head is and how it is turned. */
final class PlacementFilter {
  private final OneEuroFilter x;
  private final OneEuroFilter y;
  private final OneEuroFilter scale;
  private final OneEuroFilter rx;
  private final OneEuroFilter ry;
  private final OneEuroFilter rz;
  private double roll;

  PlacementFilter(Smoothing smoothing) {
    x = new OneEuroFilter(smoothing.place());
    y = new OneEuroFilter(smoothing.place());
    scale = new OneEuroFilter(smoothing.place());
    rx = new OneEuroFilter(smoothing.turn());
    ry = new OneEuroFilter(smoothing.turn());
    rz = new OneEuroFilter(smoothing.turn());
  }

  HeadPlacement filter(HeadPlacement head, double seconds) {
    double unit = Smoothing.UNIT_MILLIMETRES * head.scale();
    roll += Math.IEEEremainder(head.rz() - roll, 2 * Math.PI); // goes on beyond half a turn
    return new HeadPlacement(
        x.filter(head.x(), seconds, unit),
        y.filter(head.y(), seconds, unit),
        Math.exp(scale.filter(Math.log(head.scale()), seconds)),
        rx.filter(head.rx(), seconds),
        ry.filter(head.ry(), seconds),
        rz.filter(roll, seconds));
  }

  void reset() {
    x.reset();
    y.reset();
    scale.reset();
    rx.reset();
    ry.reset();
    rz.reset();
  }
}

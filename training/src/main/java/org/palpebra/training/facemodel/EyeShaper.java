package org.palpebra.training.facemodel;

import org.palpebra.training.facemodel.FaceTopology.EyeGrid;

/**
 * Lays the lids of one eye over its eyeball and keeps them there: shapes the neutral lids, closes
 * them, and constrains any other displacement field so that linear motion never enters the eyeball.
 */
final class EyeShaper {
  static final double RADIUS = 14.2;

  /** Distance of the lash line from the eyeball. */
  private static final double LASH_CLEARANCE = 1.0;

  /** Distance of the margin's inner edge from the eyeball, then of the inner side's rows. */
  private static final double[] INNER_CLEARANCE = {0.5, 0.4, 0.35};

  /** How far the inner rows lie behind the lash line, along the eyeball, away from the opening. */
  private static final double[] INNER_SHIFT = {-0.45, 1.4, 4};

  /** What a closing lid keeps from the eyeball all along its straight way. */
  private static final double WAY_CLEARANCE = 0.3;

  /** The lower lid goes this part of the opening to meet the upper one. */
  private static final double LOWER_SHARE = 0.13;

  /** Half the opening, as an angle, from which both lids do not go up and down together. */
  private static final double STILL = 0.25;

  /** Millimetres over the eyeball up to which skin only slides, and from which it is free. */
  private static final double LYING = 2;

  private static final double CLEAR = 8;

  /** Millimetres from the lash line between which what an eye does fades out. */
  private static final double NEAR = 10;

  private static final double FAR = 25;

  private static final int COLUMNS = FaceTopology.EYE_COLUMNS;
  private static final int HALF = COLUMNS / 2;

  private final EyeGrid grid;
  private final double[] centre;

  private EyeShaper(EyeGrid grid, double[] centre) {
    this.grid = grid;
    this.centre = centre;
  }

  double[] centre() {
    return centre.clone();
  }

  EyeGrid grid() {
    return grid;
  }

  EyeShaper mirrored(int[] mirror) {
    return new EyeShaper(grid.mirrored(mirror), new double[] {-centre[0], centre[1], centre[2]});
  }

  /**
   * Places the eyeball behind the lids and lays lids, inner lids and eyeball out.
   *
   * @param shape lifted positions; the eye's vertices are changed
   */
  static EyeShaper shape(EyeGrid grid, double[] shape) {
    double[] corners =
        Vec.mix(Vec.get(shape, grid.lid()[0][0]), Vec.get(shape, grid.lid()[0][HALF]), 0.5);
    double[] middle =
        Vec.mix(Vec.get(shape, grid.lid()[0][HALF / 2]), Vec.get(shape, grid.lid()[0][36]), 0.5);
    double[] centre = {corners[0], middle[1], middle[2]};
    EyeShaper eye = new EyeShaper(grid, centre);
    eye.seat(shape);
    eye.layLids(shape);
    eye.layInnerRows(shape);
    eye.layBall(shape);
    return eye;
  }

  /** Moves the centre back until the middle third of the lash line has its clearance on average. */
  private void seat(double[] shape) {
    for (int round = 0; round < 40; round++) {
      double sum = 0;
      int n = 0;
      for (int c = 0; c < COLUMNS; c++) {
        int h = c % HALF;
        if (h >= 7 && h <= 17) {
          sum += Vec.distance(Vec.get(shape, grid.lid()[0][c]), centre);
          n++;
        }
      }
      centre[2] -= RADIUS + LASH_CLEARANCE + 0.1 - sum / n;
    }
  }

  private void layLids(double[] shape) {
    for (int r = 0; r < FaceTopology.LID_ROWS; r++) {
      double least = RADIUS + LASH_CLEARANCE + 0.12 * r;
      for (int c = 0; c < COLUMNS; c++) {
        int v = grid.lid()[r][c];
        double[] way = Vec.sub(Vec.get(shape, v), centre);
        double d = Vec.norm(way);
        // The lash line lies at its clearance in the middle; the corners may stand off.
        double aside = Math.abs(c % HALF - HALF / 2) / (HALF / 2.0);
        double standOff = c % HALF == 0 ? 4 : 0.9 + 3 * aside * aside * aside * aside;
        double wanted = r == 0 ? Math.min(d, least + standOff) : d;
        double length = Math.max(least, wanted);
        Vec.set(shape, v, Vec.add(centre, Vec.scale(way, length / d)));
      }
    }
  }

  private double[] direction(double[] shape, int v) {
    return Vec.unit(Vec.sub(Vec.get(shape, v), centre));
  }

  /** Where the opening lies as seen from a column of the lash line: on the line to its partner. */
  private double[] opening(double[] shape, int c) {
    int[] lash = grid.lid()[0];
    if (c % HALF == 0) {
      int inwards = c == 0 ? 1 : -1;
      return Vec.unit(
          Vec.add(
              direction(shape, lash[Math.floorMod(c + 4 * inwards, COLUMNS)]),
              direction(shape, lash[Math.floorMod(c - 4 * inwards, COLUMNS)])));
    }
    return Vec.unit(
        Vec.add(direction(shape, lash[c]), direction(shape, lash[(COLUMNS - c) % COLUMNS])));
  }

  private void layInnerRows(double[] shape) {
    for (int c = 0; c < COLUMNS; c++) {
      double[] lash = direction(shape, grid.lid()[0][c]);
      double[] open = opening(shape, c);
      double angle = StrictMath.acos(Math.min(1, Vec.dot(lash, open)));
      for (int k = 0; k < FaceTopology.INNER_ROWS; k++) {
        double shift = INNER_SHIFT[k] / RADIUS;
        // Towards the opening (negative) at most a third of the way to its middle.
        double by = shift < 0 ? Math.min(-shift, 0.33 * angle) : -shift;
        double[] axis = Vec.cross(lash, open);
        double n = Vec.norm(axis);
        double[] d = n < 1e-9 ? lash : Vec.rotate(lash, Vec.scale(axis, 1 / n), by);
        Vec.set(
            shape, grid.inner()[k][c], Vec.add(centre, Vec.scale(d, RADIUS + INNER_CLEARANCE[k])));
      }
    }
  }

  private void layBall(double[] shape) {
    Vec.set(shape, grid.pole(), Vec.add(centre, new double[] {0, 0, RADIUS}));
    for (int r = 0; r < grid.ball().length; r++) {
      double angle = FaceTopology.BALL_ANGLES[r];
      double sin = RADIUS * StrictMath.sin(angle);
      double cos = RADIUS * StrictMath.cos(angle);
      boolean left = centre[0] > 0;
      for (int c = 0; c < grid.ball()[r].length; c++) {
        double turn = 2 * Math.PI * c / grid.ball()[r].length;
        double x = sin * StrictMath.cos(turn) * (left ? 1 : -1);
        Vec.set(
            shape,
            grid.ball()[r][c],
            Vec.add(centre, new double[] {x, sin * StrictMath.sin(turn), cos}));
      }
    }
  }

  /**
   * Closes the eye.
   *
   * @param field the interpolated blink; the lids' part is replaced
   */
  void close(double[] shape, double[] field) {
    int rows = FaceTopology.LID_ROWS;
    clear(field, grid.lid()[0][0]);
    clear(field, grid.lid()[0][HALF]);
    double[] radii = closedRadii(shape);
    for (int c = 1; c < HALF; c++) {
      int partner = COLUMNS - c;
      double[] meet = meeting(shape, c);
      for (int column : new int[] {c, partner}) {
        double[] from = direction(shape, grid.lid()[0][column]);
        move(shape, field, grid.lid()[0][column], Vec.scale(meet, radii[c]));
        for (int k = 0; k < FaceTopology.INNER_ROWS; k++) {
          int v = grid.inner()[k][column];
          double[] d = k == 0 ? meet : Vec.turn(direction(shape, v), from, meet);
          double safe = safeRadius(Vec.get(shape, v), d, RADIUS + INNER_CLEARANCE[k]);
          move(shape, field, v, Vec.scale(d, Math.min(safe, radii[c] - 0.05 * (k + 1))));
        }
        double b = radii[c];
        closeSkin(shape, field, column, meet, b, rows);
      }
    }
    closeCornerColumn(shape, field, 0);
    closeCornerColumn(shape, field, HALF);
  }

  /** Where a column's lids meet, seen from the eyeball's centre. */
  private double[] meeting(double[] shape, int c) {
    double[] up = direction(shape, grid.lid()[0][c]);
    double[] low = direction(shape, grid.lid()[0][COLUMNS - c]);
    return Vec.slerp(low, up, LOWER_SHARE);
  }

  /** Distances of the closed lash line from the centre: safe for all rows, smooth along the lid. */
  private double[] closedRadii(double[] shape) {
    double[] out = new double[HALF + 1];
    for (int c = 1; c < HALF; c++) {
      double[] meet = meeting(shape, c);
      for (int column : new int[] {c, COLUMNS - c}) {
        double own = safeRadius(Vec.get(shape, grid.lid()[0][column]), meet, RADIUS + 1.3);
        out[c] = Math.max(out[c], own);
        for (int[] row : grid.inner()) {
          double[] from = direction(shape, grid.lid()[0][column]);
          double[] d = Vec.turn(direction(shape, row[column]), from, meet);
          double inner = safeRadius(Vec.get(shape, row[column]), d, RADIUS + 0.5);
          out[c] = Math.max(out[c], inner + 0.2);
        }
      }
    }
    out[0] = Vec.distance(Vec.get(shape, grid.lid()[0][0]), centre);
    out[HALF] = Vec.distance(Vec.get(shape, grid.lid()[0][HALF]), centre);
    for (int round = 0; round < 6; round++) {
      double[] smooth = out.clone();
      for (int c = 1; c < HALF; c++) {
        smooth[c] = Math.max(out[c], (out[c - 1] + 2 * out[c] + out[c + 1]) / 4);
      }
      out = smooth;
    }
    return out;
  }

  /** Rows between the lash line and the orbit spread evenly over the closed lid. */
  private void closeSkin(
      double[] shape, double[] field, int column, double[] meet, double b, int rows) {
    int last = grid.lid()[rows - 1][column];
    double[] end = Vec.sub(Vec.add(Vec.get(shape, last), Vec.get(field, last)), centre);
    double[] from = direction(shape, grid.lid()[0][column]);
    double whole = angle(from, direction(shape, last));
    for (int r = 1; r < rows - 1; r++) {
      int v = grid.lid()[r][column];
      double f = angle(from, direction(shape, v)) / whole;
      f = 0.35 * f + 0.65 * r / (rows - 1.0);
      double[] d = Vec.slerp(meet, Vec.unit(end), Math.min(1, f));
      double fade = Vec.smoothStep(0.4, 1.05, f);
      double open = Vec.distance(Vec.get(shape, v), centre);
      double plain = b + (Vec.norm(end) - b) * fade;
      double length = Math.min(Math.max(plain, open), plain + 0.2);
      move(shape, field, v, Vec.scale(d, safeRadius(Vec.get(shape, v), d, Math.max(length, b))));
    }
  }

  private static double angle(double[] a, double[] b) {
    return StrictMath.acos(Math.max(-1, Math.min(1, Vec.dot(a, b))));
  }

  /** Corner columns take the mean of their neighbours, fading to nothing at the corner. */
  private void closeCornerColumn(double[] shape, double[] field, int c) {
    for (int r = 1; r < FaceTopology.LID_ROWS - 1; r++) {
      int v = grid.lid()[r][c];
      int a = grid.lid()[r][(c + 1) % COLUMNS];
      int b = grid.lid()[r][Math.floorMod(c - 1, COLUMNS)];
      double[] mean = Vec.mix(Vec.get(field, a), Vec.get(field, b), 0.5);
      Vec.set(field, v, Vec.scale(mean, r / (FaceTopology.LID_ROWS - 1.0)));
      constrain(shape, field, v);
    }
    for (int k = 0; k < FaceTopology.INNER_ROWS; k++) {
      clear(field, grid.inner()[k][c]);
    }
  }

  private static void clear(double[] field, int v) {
    Vec.set(field, v, new double[3]);
  }

  private void move(double[] shape, double[] field, int v, double[] targetFromCentre) {
    Vec.set(field, v, Vec.sub(Vec.add(centre, targetFromCentre), Vec.get(shape, v)));
  }

  /** The least radius, at least the given one, whose straight way there clears the eyeball. */
  private double safeRadius(double[] start, double[] direction, double least) {
    double[] from = Vec.sub(start, centre);
    double radius = least;
    for (int i = 0;
        i < 400 && nearest(from, Vec.scale(direction, radius)) < RADIUS + needed(from);
        i++) {
      radius += 0.02;
    }
    return radius;
  }

  /** A vertex that starts close to the eyeball cannot keep more than it has. */
  private static double needed(double[] from) {
    return Math.min(WAY_CLEARANCE, Vec.norm(from) - RADIUS - 0.02);
  }

  /** Least distance from the origin to the segment. */
  private static double nearest(double[] a, double[] b) {
    double[] way = Vec.sub(b, a);
    double t = -Vec.dot(a, way) / Math.max(1e-12, Vec.dot(way, way));
    return Vec.norm(Vec.add(a, Vec.scale(way, Math.max(0, Math.min(1, t)))));
  }

  /** Lets what this eye does end {@value #FAR} mm from its lash line. */
  void confine(double[] shape, double[] field, int skin) {
    for (int v = 0; v < skin; v++) {
      double nearest = Double.POSITIVE_INFINITY;
      for (int c = 0; c < COLUMNS; c++) {
        if (c % HALF != 0) {
          nearest =
              Math.min(nearest, Vec.distance(Vec.get(shape, v), Vec.get(shape, grid.lid()[0][c])));
        }
      }
      double w = 1 - Vec.smoothStep(NEAR, FAR, nearest);
      Vec.set(field, v, Vec.scale(Vec.get(field, v), w));
    }
  }

  /** Inner rows follow their lash line; then nothing may enter the eyeball on its way. */
  void follow(double[] shape, double[] field) {
    for (int[] row : grid.inner()) {
      for (int c = 0; c < COLUMNS; c++) {
        Vec.set(field, row[c], Vec.get(field, grid.lid()[0][c]));
      }
    }
    for (int[][] block : new int[][][] {grid.lid(), grid.inner()}) {
      for (int[] row : block) {
        for (int v : row) {
          constrain(shape, field, v);
        }
      }
    }
  }

  private void constrain(double[] shape, double[] field, int v) {
    double[] from = Vec.sub(Vec.get(shape, v), centre);
    double[] to = Vec.add(from, Vec.get(field, v));
    if (nearest(from, to) < RADIUS + needed(from)) {
      double[] d = Vec.unit(to);
      move(shape, field, v, Vec.scale(d, safeRadius(Vec.get(shape, v), d, Vec.norm(to))));
    }
  }

  /**
   * Makes an identity field consistent round this eye: the eyeball goes with the lash line's mean,
   * and relative to it the lids {@linkplain #together move together}.
   */
  void identity(double[] shape, double[] field, int skin) {
    double[] mean = new double[3];
    for (int v : grid.lid()[0]) {
      mean = Vec.add(mean, Vec.scale(Vec.get(field, v), 1.0 / COLUMNS));
    }
    shift(field, Vec.scale(mean, -1));
    together(shape, field, skin);
    setBall(field, new double[3]);
    shift(field, mean);
  }

  /**
   * Both lids of a column move alike, so that the field neither opens nor closes the eye and a
   * blink closes it all the same, and they slide over the eyeball instead of leaving or entering
   * it. Towards the orbit the field becomes what it was.
   *
   * @param skin number of the skin's vertices, which come first
   */
  void together(double[] shape, double[] field, int skin) {
    double[][] lash = new double[COLUMNS][];
    for (int c = 0; c < COLUMNS; c++) {
      lash[c] = Vec.get(field, grid.lid()[0][c]);
    }
    for (int v = 0; v < skin; v++) {
      double height = Vec.distance(Vec.get(shape, v), centre) - RADIUS;
      removeRadial(shape, field, v, 1 - Vec.smoothStep(LYING, CLEAR, height));
    }
    for (int c = 0; c < COLUMNS; c++) {
      double[] alike = alike(shape, c, lash);
      double[] correction = Vec.sub(alike, Vec.get(field, grid.lid()[0][c]));
      Vec.set(field, grid.lid()[0][c], alike);
      for (int r = 1; r < FaceTopology.LID_ROWS; r++) {
        int v = grid.lid()[r][c];
        double fade = 1 - Vec.smoothStep(0, FaceTopology.LID_ROWS - 1, r);
        Vec.set(field, v, Vec.add(Vec.get(field, v), Vec.scale(correction, fade)));
      }
      for (int[] row : grid.inner()) {
        Vec.set(field, row[c], alike);
        removeRadial(shape, field, row[c], 1);
      }
    }
  }

  /**
   * What a column of the lash line and its partner do together, of their mean displacement: the
   * part across the column's plane, in which the lids close, is tangential to the eyeball for both
   * and wherever they are. What is left in the plane would bring one of them nearer to the eyeball
   * the wider the eye is there, so it counts towards the corners only.
   */
  private double[] alike(double[] shape, int c, double[][] lash) {
    int partner = (COLUMNS - c) % COLUMNS;
    double[] mean = Vec.mix(lash[c], lash[partner], 0.5);
    double[] upper = direction(shape, grid.lid()[0][c]);
    double[] lower = direction(shape, grid.lid()[0][partner]);
    double[] middle = Vec.unit(Vec.add(upper, lower));
    double[] tangential = Vec.sub(mean, Vec.scale(middle, Vec.dot(mean, middle)));
    if (c == partner) {
      return tangential;
    }
    double[] across = Vec.unit(Vec.cross(upper, lower));
    double[] glide = Vec.scale(across, Vec.dot(mean, across));
    double keep = 1 - Vec.smoothStep(0, STILL, angle(upper, lower) / 2);
    return Vec.mix(glide, tangential, keep);
  }

  /** Signs of identity coefficients are free, so both radial directions have to go. */
  private void removeRadial(double[] shape, double[] field, int v, double weight) {
    double[] n = direction(shape, v);
    double[] d = Vec.get(field, v);
    Vec.set(field, v, Vec.sub(d, Vec.scale(n, weight * Vec.dot(d, n))));
  }

  private static void shift(double[] field, double[] by) {
    for (int v = 0; v < field.length / 3; v++) {
      Vec.set(field, v, Vec.add(Vec.get(field, v), by));
    }
  }

  private void setBall(double[] field, double[] by) {
    for (int[] row : grid.ball()) {
      for (int v : row) {
        Vec.set(field, v, by);
      }
    }
    Vec.set(field, grid.pole(), by);
  }

  /** Turns the eyeball; the field reaches the full angle at weight 1. */
  void look(double[] shape, double[] field, double[] axis, double angle) {
    for (int[] row : grid.ball()) {
      for (int v : row) {
        turn(shape, field, v, axis, angle);
      }
    }
    turn(shape, field, grid.pole(), axis, angle);
  }

  private void turn(double[] shape, double[] field, int v, double[] axis, double angle) {
    double[] d = Vec.sub(Vec.get(shape, v), centre);
    Vec.set(field, v, Vec.sub(Vec.rotate(d, axis, angle), d));
  }
}

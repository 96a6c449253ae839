package org.palpebra.training.facemodel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.palpebra.PalpebraException;

class FacemodelPartsTest {
  private static double[] randomPlaces(int count) {
    Random random = new Random(1);
    return random.doubles(2L * count, -1, 1).toArray();
  }

  @Test
  void splineMeetsItsSites() {
    double[] sites = randomPlaces(30);
    double[] values = new Random(2).doubles(60).toArray();
    ThinPlateSpline spline = new ThinPlateSpline(sites);
    assertArrayEquals(values, spline.evaluate(spline.fit(values, 2), 2, sites), 1e-9);
  }

  @Property(tries = 30, seed = "20261124")
  void splineReproducesAffineFunctions(
      @ForAll @DoubleRange(min = -2, max = 2) double x,
      @ForAll @DoubleRange(min = -2, max = 2) double y) {
    double[] sites = randomPlaces(20);
    double[] values = new double[20];
    for (int i = 0; i < 20; i++) {
      values[i] = 3 + 2 * sites[2 * i] - 5 * sites[2 * i + 1];
    }
    ThinPlateSpline spline = new ThinPlateSpline(sites);
    double[] got = spline.evaluate(spline.fit(values, 1), 1, new double[] {x, y});
    assertEquals(3 + 2 * x - 5 * y, got[0], 1e-8);
  }

  @Test
  void splineRefusesOtherSizes() {
    ThinPlateSpline spline = new ThinPlateSpline(randomPlaces(5));
    assertThrows(IllegalArgumentException.class, () -> spline.fit(new double[4], 1));
  }

  @Test
  void curvesPassThroughTheirPointsAndMirrorAtTheMidline() {
    double[] square = {1, 0, 0, 1, -1, 0, 0, -1};
    LayoutCurve loop = LayoutCurve.closed(square);
    assertArrayEquals(new double[] {-1, 0}, loop.at(2), 1e-12);
    assertArrayEquals(loop.at(0.25), loop.at(4.25), 1e-12);
    LayoutCurve half = LayoutCurve.halved(new double[] {0, 1, 1, 0, 0, -1});
    assertArrayEquals(new double[] {0, -1}, half.at(2), 1e-12);
    // A curve that goes on as its mirror image leaves the midline at a right angle.
    double[] near = half.at(1e-4);
    assertEquals(1, near[1], 1e-6);
    assertTrue(near[0] > 5e-5);
  }

  @Test
  void rigidMotionsAreTakenOutAndOthersStay() {
    double[] points = new Random(3).doubles(60, -50, 50).toArray();
    RigidMotion rigid = new RigidMotion(points, 20);
    double[] motion = new double[60];
    double[] spin = {0.01, -0.02, 0.03};
    for (int v = 0; v < 20; v++) {
      Vec.set(motion, v, Vec.add(new double[] {1, 2, 3}, Vec.cross(spin, Vec.get(points, v))));
    }
    for (double d : rigid.remove(motion)) {
      assertEquals(0, d, 1e-9);
    }
    double[] stretch = points.clone();
    double[] left = rigid.remove(stretch);
    assertTrue(Vec.norm(Vec.get(left, 0)) > 5);
    assertArrayEquals(left, rigid.remove(left), 1e-9);
  }

  @Property(tries = 50, seed = "20261124")
  void nearestPointAgreesWithSearchOverAllTriangles(
      @ForAll @DoubleRange(min = -30, max = 30) double x,
      @ForAll @DoubleRange(min = -30, max = 30) double y,
      @ForAll @DoubleRange(min = -30, max = 30) double z) {
    double[] corners = new Random(4).doubles(45, -20, 20).toArray();
    int[] triangles = new int[15];
    for (int i = 0; i < 15; i++) {
      triangles[i] = i;
    }
    double[] p = {x, y, z};
    TriangleIndex.Hit hit = new TriangleIndex(corners, triangles).nearest(p);
    assertEquals(hit.distance(), Vec.distance(p, hit.point()), 1e-9);
    double sampled = Double.MAX_VALUE;
    for (int t = 0; t < 5; t++) {
      for (int i = 0; i <= 40; i++) {
        for (int j = 0; i + j <= 40; j++) {
          double[] q =
              Vec.add(
                  Vec.add(
                      Vec.scale(Vec.get(corners, 3 * t), i / 40.0),
                      Vec.scale(Vec.get(corners, 3 * t + 1), j / 40.0)),
                  Vec.scale(Vec.get(corners, 3 * t + 2), (40 - i - j) / 40.0));
          sampled = Math.min(sampled, Vec.distance(p, q));
        }
      }
    }
    assertTrue(hit.distance() <= sampled + 1e-9);
    assertTrue(hit.distance() >= sampled - 1.5, "nothing is nearer than the samples allow");
  }

  @Test
  void controlPointsSurviveWritingAndReading() throws IOException {
    ControlPoints points =
        new ControlPoints(
            List.of("a", "b=c.L"),
            new int[] {1, 0},
            new double[] {0, 0.5, -0.25, 1},
            new double[] {1, 2, 3, 4, 5, 6},
            List.of("identity000"),
            new double[][] {{0.01, -0.02, 0, 1, 2, 3.5}});
    StringWriter text = new StringWriter();
    points.write(text);
    ControlPoints again = ControlPoints.read(new BufferedReader(new StringReader(text.toString())));
    assertEquals(points.names(), again.names());
    assertEquals(1, again.indexOf("c.L"));
    assertArrayEquals(points.mirror(), again.mirror());
    assertArrayEquals(points.layout(), again.layout());
    assertArrayEquals(points.mean(), again.mean());
    assertArrayEquals(points.fields()[0], again.fields()[0], 1e-12);
    assertThrows(IllegalArgumentException.class, () -> again.indexOf("d"));
  }

  @Test
  void missingKitIsNamed() {
    PalpebraException e =
        assertThrows(PalpebraException.class, () -> IctFaceKit.open(Path.of("no-such-kit")));
    assertTrue(e.getMessage().contains("no-such-kit"));
  }
}

package org.palpebra.training.loss;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.VertexNormals;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.Topology;
import org.palpebra.raster.FragmentBuffer;
import org.palpebra.raster.Rasterizer;
import org.palpebra.shading.SphericalHarmonics;
import org.palpebra.training.graph.ElementType;
import org.palpebra.training.graph.Gradients;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.GraphSession;
import org.palpebra.training.graph.Tensor;

/** The drawn face against core's own drawing. */
class RenderingTest {
  private static final PerspectiveCamera CAMERA = new PerspectiveCamera(64, 360, 32, 32, 1000);

  private final MorphableModel model = PaintedTinyFace.model();

  @Test
  void picturesAreThoseOfCore() {
    CoefficientLayout layout = model.layout(27);
    Random random = new Random(3);
    float[] values = new float[2 * layout.size()];
    for (int i = 0; i < values.length; i++) {
      boolean place = i % layout.size() >= layout.translationOffset();
      values[i] = (float) random.nextGaussian() * (place ? 10 : 0.3f);
    }
    long[] triangles = new long[2 * CAMERA.size() * CAMERA.size()];
    new Visibility(model, 27, CAMERA, 2).of(values).get(triangles);

    Graph graph = new Graph();
    Tensor c = graph.input("c", 2, layout.size());
    Tensor t = graph.input("t", ElementType.INT64, 2, CAMERA.size() * CAMERA.size());
    SurfaceGraph surface = new SurfaceGraph(model, 27, CAMERA);
    RenderedFaces drawn = surface.render(surface.of(c), t);
    graph.output("image", drawn.image());
    graph.output("coverage", drawn.coverage());
    Map<String, double[]> out =
        Numbers.run(graph, Map.of("c", Numbers.doubles(values), "t", triangles));

    List<Double> image = new ArrayList<>();
    List<Double> coverage = new ArrayList<>();
    for (int b = 0; b < 2; b++) {
      float[] one = new float[layout.size()];
      System.arraycopy(values, b * one.length, one, 0, one.length);
      draw(new Coefficients(layout, one), image, coverage);
    }
    Numbers.assertClose(
        array(coverage), Objects.requireNonNull(out.get("coverage")), 0, "coverage");
    Numbers.assertClose(array(image), Objects.requireNonNull(out.get("image")), 1e-4, "image");
  }

  /** A training that diverges gets as far as its loss, which then says so. */
  @Test
  void facesOfNoNumbersAreNotDrawn() {
    float[] values = new float[model.layout(27).size()];
    java.util.Arrays.fill(values, Float.NaN);
    long[] triangles = new long[CAMERA.size() * CAMERA.size()];
    new Visibility(model, 27, CAMERA, 1).of(values).get(triangles);
    for (long triangle : triangles) {
      org.junit.jupiter.api.Assertions.assertTrue(triangle < model.topology().triangleCount());
    }
  }

  private void draw(Coefficients c, List<Double> image, List<Double> coverage) {
    int[] triangles = model.topology().triangles();
    float[] posed = HeadPose.of(c).apply(model.shape(c, null), null);
    float[] colours =
        SphericalHarmonics.shade(
            model.albedo(c, null),
            new VertexNormals(model.topology()).compute(posed, null),
            c.lighting(),
            null);
    float[] screen = CAMERA.toScreen(posed, null);
    FragmentBuffer fragments =
        new Rasterizer(CAMERA.size(), CAMERA.size()).rasterize(screen, triangles, null);
    float[] rgb = fragments.interpolate(screen, triangles, colours, 3, null);
    for (int channel = 0; channel < 3; channel++) {
      for (int p = 0; p < CAMERA.size() * CAMERA.size(); p++) {
        image.add((double) rgb[3 * p + channel]);
      }
    }
    for (int p = 0; p < CAMERA.size() * CAMERA.size(); p++) {
      coverage.add(fragments.covers(p) ? 1.0 : 0.0);
    }
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** A fan of more triangles than the common table holds, a lone vertex, a face without area. */
  @Test
  void normalsOfFansAreThoseOfCoreAndHaveTheirDerivatives() {
    int rim = 13;
    int count = rim + 3;
    List<Integer> triangles = new ArrayList<>();
    for (int i = 0; i < rim; i++) {
      triangles.addAll(List.of(rim, i, (i + 1) % rim));
    }
    triangles.addAll(List.of(rim + 1, rim + 1, 0));
    int[] corners = triangles.stream().mapToInt(Integer::intValue).toArray();
    Topology topology = new Topology(count, corners, new float[0], new byte[0], List.of());
    double[] points = new double[3 * count];
    Random random = new Random(8);
    for (int i = 0; i <= rim; i++) {
      double radius = i == rim ? 0 : 20;
      points[3 * i] = radius * Math.cos(2 * Math.PI * i / rim);
      points[3 * i + 1] = radius * Math.sin(2 * Math.PI * i / rim);
      points[3 * i + 2] = 5 * random.nextDouble();
    }
    Graph graph = new Graph(ElementType.DOUBLE);
    Tensor shape = graph.input("shape", 1, count, 3);
    Tensor normals = new NormalGraph(topology).of(shape);
    double[] seed = random.doubles(points.length, -1, 1).toArray();
    Tensor weights = graph.constant(seed, 1, count, 3);
    graph.output("normals", normals);
    graph.output("value", normals.mul(weights).sum().reshape(1));
    graph.output("gradient", Gradients.of(normals, weights, List.of(shape)).get(0));
    try (GraphSession session = GraphSession.of(graph, 1)) {
      Map<String, double[]> out = Numbers.run(session, graph, Map.of("shape", points));
      float[] expected = new VertexNormals(topology).compute(Numbers.floats(points), null);
      Numbers.assertClose(
          Numbers.doubles(expected), Objects.requireNonNull(out.get("normals")), 1e-6, "normals");
      double[] differences = new double[points.length];
      for (int i = 0; i < 3 * rim + 3; i++) {
        differences[i] = slope(session, graph, points, i);
      }
      Numbers.assertClose(
          differences, Objects.requireNonNull(out.get("gradient")), 1e-6, "derivative");
    }
  }

  private static double slope(GraphSession session, Graph graph, double[] points, int i) {
    double step = 1e-5;
    double kept = points[i];
    points[i] = kept + step;
    double above =
        Objects.requireNonNull(Numbers.run(session, graph, Map.of("shape", points)).get("value"))[
            0];
    points[i] = kept - step;
    double below =
        Objects.requireNonNull(Numbers.run(session, graph, Map.of("shape", points)).get("value"))[
            0];
    points[i] = kept;
    return (above - below) / (2 * step);
  }
}

package org.palpebra.training.loss;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.palpebra.training.graph.Graph;
import org.palpebra.training.graph.Tensor;

/** The face graph against figures of Deep3DFaceRecon's own code. */
class FaceGoldenTest {
  private static final double TOLERANCE = 1e-4;
  private static final double UNIT = 100;

  private GoldenFaces faces;
  private Map<String, double[]> out;

  @BeforeEach
  void run() {
    faces = new GoldenFaces();
    Graph graph = new Graph();
    Tensor c = graph.input("c", faces.batch, faces.layout.size());
    SurfaceGraph surfaces = new SurfaceGraph(faces.model, faces.lighting, faces.camera);
    SurfaceGraph.Surface surface = surfaces.of(c);
    graph.output("shape", surface.shape());
    graph.output("normals", surface.normals());
    graph.output("texture", surface.reflectance());
    graph.output("color", surface.colours());
    graph.output("posed", surface.posed());
    graph.output("rotation", surfaces.face().rotationMatrix(c));
    graph.output("landmarks", surfaces.face().landmarks(surfaces.face().project(surface.posed())));
    out = Numbers.run(graph, Map.of("c", faces.coefficients()));
  }

  private double[] output(String name) {
    return Objects.requireNonNull(out.get(name));
  }

  private void check(String field, double[] actual) {
    Numbers.assertClose(faces.numbers(field), actual, TOLERANCE, field);
  }

  @Test
  void shape() {
    double[] shape = output("shape");
    for (int i = 0; i < shape.length; i++) {
      shape[i] /= UNIT;
    }
    check("shape", shape);
  }

  @Test
  void reflectance() {
    check("texture", output("texture"));
  }

  @Test
  void normals() {
    check("normals", output("normals"));
  }

  @Test
  void colours() {
    check("color", output("color"));
  }

  @Test
  void rotationForRowVectors() {
    double[] r = output("rotation");
    double[] transposed = new double[r.length];
    for (int i = 0; i < r.length; i++) {
      transposed[i / 9 * 9 + i % 3 * 3 + i % 9 / 3] = r[i];
    }
    check("rotation", transposed);
  }

  @Test
  void cameraVertices() {
    double[] posed = output("posed");
    for (int i = 0; i < posed.length; i++) {
      posed[i] = (i % 3 == 2 ? faces.camera.distance() - posed[i] : posed[i]) / UNIT;
    }
    check("vertices_camera", posed);
  }

  @Test
  void landmarksUpwards() {
    check("landmarks", faces.flipped(output("landmarks")));
  }
}

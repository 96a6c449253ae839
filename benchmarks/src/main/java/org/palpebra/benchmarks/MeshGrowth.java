package org.palpebra.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.palpebra.export.FaceMesh;
import org.palpebra.export.GlbWriter;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.VertexNormals;
import org.palpebra.model.Coefficients;
import org.palpebra.model.LandmarkAssembly;
import org.palpebra.model.MorphableModel;
import org.palpebra.raster.FragmentBuffer;
import org.palpebra.raster.Rasterizer;
import org.palpebra.shading.SphericalHarmonics;

/** How the steps on a mesh grow with its vertices and with the model's coefficients. */
final class MeshGrowth {
  private static final PerspectiveCamera CAMERA = PerspectiveCamera.DEEP3D;

  /** The embedded model's. */
  private static final int[] COLUMNS = {40, 51, 17};

  /** Vertices of the models that differ in their coefficients. */
  static final int VERTICES = 20_000;

  private static final int WARM_UP = 2;

  private MeshGrowth() {}

  static List<Curve> withVertices(List<Integer> counts, int rounds) {
    Map<Integer, Mesh> meshes = new TreeMap<>();
    for (int count : counts) {
      Mesh mesh = new Mesh(DomeModel.of(count, COLUMNS[0], COLUMNS[1], COLUMNS[2]));
      meshes.put(mesh.model.vertexCount(), mesh);
    }
    return measure(meshes, rounds, true);
  }

  /**
   * @param counts of identity and expression together, half each; as many of albedo
   */
  static List<Curve> withCoefficients(List<Integer> counts, int rounds) {
    Map<Integer, Mesh> meshes = new TreeMap<>();
    for (int count : counts) {
      int half = count / 2;
      meshes.put(count, new Mesh(DomeModel.of(VERTICES, half, count - half, count)));
    }
    return measure(meshes, rounds, false);
  }

  private static List<Curve> measure(Map<Integer, Mesh> meshes, int rounds, boolean export) {
    Map<Integer, StepSamples> samples = new TreeMap<>();
    for (int round = -WARM_UP; round < rounds; round++) {
      for (Map.Entry<Integer, Mesh> entry : meshes.entrySet()) {
        Map<String, Double> lap = entry.getValue().run(export);
        if (round >= 0) {
          samples.computeIfAbsent(entry.getKey(), size -> new StepSamples()).add(lap);
        }
      }
    }
    return Curve.ofSamples(samples);
  }

  /** A model with the buffers for one of its faces. */
  private static final class Mesh {
    final MorphableModel model;
    private final Coefficients face;
    private final VertexNormals normals;
    private final LandmarkAssembly landmarks;
    private final Rasterizer rasterizer = new Rasterizer(CAMERA.size(), CAMERA.size());
    private final FragmentBuffer fragments = FragmentBuffer.of(CAMERA.size(), CAMERA.size());
    private final StepClock clock = new StepClock();
    private final float[] posed;
    private final float[] directions;
    private final float[] colours;
    private final float[] screen;

    Mesh(MorphableModel model) {
      this.model = model;
      face = BenchmarkModels.coefficients(model, 1);
      normals = new VertexNormals(model.topology());
      landmarks = new LandmarkAssembly(model);
      posed = new float[3 * model.vertexCount()];
      directions = posed.clone();
      colours = posed.clone();
      screen = posed.clone();
    }

    Map<String, Double> run(boolean export) {
      clock.time("landmarks", () -> landmarks.project(face, CAMERA));
      clock.time("shape", () -> model.shape(face, posed));
      clock.time("albedo", () -> model.albedo(face, colours));
      HeadPose pose = HeadPose.of(face);
      clock.time("pose", () -> CAMERA.toScreen(pose.apply(posed, posed), screen));
      clock.time("normals", () -> normals.compute(posed, directions));
      clock.time(
          "shading", () -> SphericalHarmonics.shade(colours, directions, face.lighting(), colours));
      int[] triangles = model.topology().triangles();
      clock.time("raster 224²", () -> rasterizer.rasterize(screen, triangles, fragments));
      if (export) {
        clock.time("GLB", () -> write(new FaceMesh(model, face)));
      }
      return clock.lap();
    }

    private static FaceMesh write(FaceMesh mesh) {
      try {
        new GlbWriter().write(OutputStream.nullOutputStream(), mesh, null);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return mesh;
    }
  }
}

package org.palpebra.mesh;

import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.VertexNormals;
import org.palpebra.model.Assembly;
import org.palpebra.model.Coefficients;
import org.palpebra.model.LandmarkScheme;
import org.palpebra.model.Landmarks;
import org.palpebra.model.MorphableModel;
import org.palpebra.parallel.Workers;
import org.palpebra.shading.SphericalHarmonics;

/**
 * From coefficients to the posed, projected, lit vertices of a face and its landmarks: what
 * Deep3DFaceRecon calls {@code compute_for_render}. The results are those of {@link
 * MorphableModel#shape}, {@link HeadPose#apply}, {@link PerspectiveCamera#toScreen}, {@link
 * VertexNormals}, {@link MorphableModel#albedo}, {@link SphericalHarmonics#shade} and {@link
 * Landmarks#project} one after the other.
 *
 * <p>Its arrays are filled again by each call, which allocates next to nothing. Not thread-safe:
 * one for each thread that renders, however many {@link Workers} it has. One thread computes all
 * normals while the others assemble the albedo.
 */
public final class MeshPipeline {
  /** Vertices of a thread's part. */
  private static final int VERTICES = 2048;

  private final MorphableModel model;
  private final Assembly assembly;
  private final PerspectiveCamera camera;
  private final Workers workers;
  private final VertexNormals vertexNormals;
  private final float[] posed;
  private final float[] screen;
  private final float[] normals;
  private final float[] colours;
  private final float[] landmarks = new float[2 * LandmarkScheme.COUNT];

  /**
   * @param assembly makes faces, from floats or from 16-bit bases; its own threads are not used
   */
  public MeshPipeline(Assembly assembly, PerspectiveCamera camera, Workers workers) {
    this.assembly = assembly;
    this.camera = camera;
    this.workers = workers;
    model = assembly.model();
    vertexNormals = new VertexNormals(model.topology());
    int length = 3 * model.vertexCount();
    posed = new float[length];
    screen = new float[length];
    normals = new float[length];
    colours = new float[length];
  }

  /**
   * Fills all results.
   *
   * @throws IllegalArgumentException if the coefficients are not the model's
   */
  public void run(Coefficients c) {
    HeadPose pose = HeadPose.of(c);
    float[] lighting = c.lighting();
    int vertices = model.vertexCount();
    workers.run(
        new Workers.Step(vertices, VERTICES, (from, to) -> place(c, pose, from, to)),
        new Workers.Step(
            VERTICES + vertices, VERTICES, (from, to) -> findNormalsAndAlbedo(c, from, to)),
        new Workers.Step(
            vertices,
            VERTICES,
            (from, to) -> SphericalHarmonics.shade(colours, normals, lighting, from, to, colours)));
    Landmarks.project(model, posed, camera, null, landmarks);
  }

  private void place(Coefficients c, HeadPose pose, int from, int to) {
    assembly.shape(c, from, to, posed);
    pose.applyInPlace(posed, from, to);
    camera.toScreen(posed, from, to, screen);
  }

  /** The normals are the first part; the vertices' albedo makes up the others. */
  private void findNormalsAndAlbedo(Coefficients c, int from, int to) {
    if (from == 0) {
      vertexNormals.compute(posed, normals);
    }
    int first = Math.max(0, from - VERTICES);
    if (to - VERTICES > first) {
      assembly.albedo(c, first, to - VERTICES, colours);
    }
  }

  /** Vertices after the head pose: xyz interleaved, millimetres. */
  public float[] posed() {
    return posed;
  }

  /** Pixels and depth per vertex, as {@link PerspectiveCamera#toScreen} gives them. */
  public float[] screen() {
    return screen;
  }

  /** Unit normals after the head pose, xyz interleaved. */
  public float[] normals() {
    return normals;
  }

  /** Lit RGB per vertex, interleaved, not clamped to [0, 1]. */
  public float[] colours() {
    return colours;
  }

  /** The 68 landmarks in crop pixels, x,y interleaved. */
  public float[] landmarks() {
    return landmarks;
  }
}

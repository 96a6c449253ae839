package org.palpebra.benchmarks;

import java.util.List;
import org.openjdk.jmh.annotations.Param;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.MorphableModel;
import org.palpebra.parallel.Workers;
import org.palpebra.raster.FragmentBuffer;
import org.palpebra.raster.Rasterizer;

/**
 * A face drawn into an emptied picture: depths and colours, here also triangles and barycentric
 * weights.
 */
@SuppressWarnings("NullAway.Init") // JMH calls prepare() first
public class RasterBenchmark extends StageBenchmark {
  static final String ORDERED = "ordered";
  static final String SHUFFLED = "shuffled";

  @Param({Contender.PALPEBRA, Contender.SIM3DR, Contender.C})
  public String by = Contender.PALPEBRA;

  /** Threads that this library uses; the others have one. */
  @Param("1")
  public int threads = 1;

  /** The picture's side in pixels. */
  @Param({"224", "512"})
  public int size = 224;

  /** The triangles as the model has them, which is along its surface, or in random order. */
  @Param({ORDERED, SHUFFLED})
  public String order = ORDERED;

  private float[] screen;
  private int[] triangles;
  private float[] colours;

  @Override
  Contender contender(MorphableModel face) {
    PerspectiveCamera camera = scaled(PerspectiveCamera.DEEP3D, size);
    ReferenceFace reference = ReferenceFace.of(face, BenchmarkModels.coefficients(face, 7), camera);
    screen = ReferenceFace.narrowed(reference.screen());
    colours = ReferenceFace.narrowed(reference.colours());
    for (int i = 0; i < colours.length; i++) {
      colours[i] = Math.max(0, Math.min(1, colours[i])); // to fit into bytes
    }
    triangles = face.topology().triangles();
    if (order.equals(SHUFFLED)) {
      triangles = BenchmarkModels.shuffled(triangles);
    }
    return by.equals(Contender.PALPEBRA)
        ? ours()
        : NativeMesh.raster(by, screen, triangles, colours, size);
  }

  private static PerspectiveCamera scaled(PerspectiveCamera camera, int size) {
    float scale = (float) size / camera.size();
    return new PerspectiveCamera(
        size,
        scale * camera.focal(),
        scale * camera.centerX(),
        scale * camera.centerY(),
        camera.distance());
  }

  private Contender ours() {
    Rasterizer rasterizer = new Rasterizer(size, size, Workers.of(threads));
    FragmentBuffer fragments = FragmentBuffer.of(size, size);
    float[] image = new float[3 * size * size];
    return Contender.of(
        () -> rasterizer.draw(screen, triangles, colours, image, fragments),
        () -> new float[][] {fragments.depth().clone(), image.clone(), ids(fragments)});
  }

  private static float[] ids(FragmentBuffer fragments) {
    float[] out = new float[fragments.triangles().length];
    for (int i = 0; i < out.length; i++) {
      out[i] = fragments.triangles()[i];
    }
    return out;
  }

  @Override
  List<Accuracy> accuracies(float[][] result) {
    return ReferencePicture.of(screen, triangles, colours, size).accuracies(result);
  }

  @Override
  public String toString() {
    return "rasteriser at %d², %s, by %s".formatted(size, order, by);
  }
}

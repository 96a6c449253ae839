package org.palpebra.training.loss;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.model.MorphableModel;
import org.palpebra.raster.FragmentBuffer;
import org.palpebra.raster.Rasterizer;

/**
 * Finds which triangle each pixel of a crop shows: the one part of drawing that is outside the
 * graphs. Draws the faces of a batch in parallel and reuses its buffers; not thread-safe.
 */
public final class Visibility {
  private final MorphableModel model;
  private final CoefficientLayout layout;
  private final PerspectiveCamera camera;
  private final int batch;
  private final Rasterizer rasterizer;
  private final FragmentBuffer[] fragments;
  private final LongBuffer triangles;
  private final float[] shapes;
  private final float[][] screens;

  /**
   * @param batch faces at a time
   */
  public Visibility(MorphableModel model, int lighting, PerspectiveCamera camera, int batch) {
    this.model = model;
    this.layout = model.layout(lighting);
    this.camera = camera;
    this.batch = batch;
    int size = camera.size();
    rasterizer = new Rasterizer(size, size);
    fragments = new FragmentBuffer[batch];
    Arrays.setAll(fragments, b -> FragmentBuffer.of(size, size));
    shapes = new float[Math.multiplyExact(batch, model.meanShape().length)];
    screens = new float[batch][model.meanShape().length];
    triangles =
        ByteBuffer.allocateDirect(Math.multiplyExact(batch * Long.BYTES, size * size))
            .order(ByteOrder.nativeOrder())
            .asLongBuffer();
  }

  /**
   * Draws a batch of faces.
   *
   * @param coefficients {@code float[batch·C]}, face after face, not modified
   * @return {@code batch·H·W} triangle indices, row-major, −1 where no face is; overwritten by the
   *     next call
   */
  public LongBuffer of(float[] coefficients) {
    model.shapes(coefficients, batch, layout, shapes);
    IntStream.range(0, batch).parallel().forEach(b -> draw(coefficients, b));
    triangles.clear();
    for (FragmentBuffer face : fragments) {
      for (int triangle : face.triangles()) {
        triangles.put(triangle);
      }
    }
    return triangles.flip();
  }

  private void draw(float[] coefficients, int b) {
    int start = b * layout.size();
    float[] one = Arrays.copyOfRange(coefficients, start, start + layout.size());
    float[] screen = screens[b];
    System.arraycopy(shapes, b * screen.length, screen, 0, screen.length);
    HeadPose.of(new Coefficients(layout, one)).apply(screen, screen);
    camera.toScreen(screen, screen);
    rasterizer.rasterize(screen, model.topology().triangles(), fragments[b]);
  }
}

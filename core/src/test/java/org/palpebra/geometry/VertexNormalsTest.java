package org.palpebra.geometry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.palpebra.model.Topology;
import org.palpebra.testing.RandomFace;

class VertexNormalsTest {
  /** The octahedron, counter-clockwise from outside. */
  private static final int[] OCTAHEDRON = {
    0, 2, 4, 2, 1, 4, 1, 3, 4, 3, 0, 4, 2, 0, 5, 1, 2, 5, 3, 1, 5, 0, 3, 5
  };

  private static final float[] CORNERS = {1, 0, 0, -1, 0, 0, 0, 1, 0, 0, -1, 0, 0, 0, 1, 0, 0, -1};

  private static float[] normals(int[] triangles, float[] vertices) {
    return new VertexNormals(
            new Topology(vertices.length / 3, triangles, new float[0], new byte[0], List.of()))
        .compute(vertices, null);
  }

  @Test
  void pointAwayFromTheMiddle() {
    assertArrayEquals(CORNERS, normals(OCTAHEDRON, CORNERS), 1e-6f);
  }

  @Test
  void turnRoundWithTheWinding() {
    int[] inside = OCTAHEDRON.clone();
    for (int t = 0; t < inside.length; t += 3) {
      inside[t] = OCTAHEDRON[t + 1];
      inside[t + 1] = OCTAHEDRON[t];
    }
    float[] expected = CORNERS.clone();
    for (int i = 0; i < expected.length; i++) {
      expected[i] = -expected[i];
    }
    assertArrayEquals(expected, normals(inside, CORNERS), 1e-6f);
  }

  @Test
  void facesCountTheSameWhateverTheirArea() {
    // A large face in the plane z = 0 and a small one in the plane y = 0 share vertex 0.
    float[] vertices = {0, 0, 0, 100, 0, 0, 0, 100, 0, 0, 0, 1, 1, 0, 0};
    float[] normals = normals(new int[] {0, 1, 2, 0, 3, 4}, vertices);
    float half = (float) Math.sqrt(0.5);
    assertArrayEquals(
        new float[] {0, half, half}, new float[] {normals[0], normals[1], normals[2]}, 1e-6f);
  }

  @Property(tries = 50, seed = "1")
  void haveLengthOneAndTurnWithTheHead(
      @ForAll @IntRange(max = 1000) int seed,
      @ForAll @FloatRange(min = -3, max = 3) float rx,
      @ForAll @FloatRange(min = -3, max = 3) float ry) {
    float[] vertices = RandomFace.floats(new Random(seed), 18, 100);
    HeadPose pose = new HeadPose(rx, ry, rx - ry, 10, 20, 30);
    float[] normals = normals(OCTAHEDRON, vertices);
    for (int i = 0; i < 18; i += 3) {
      double squares =
          normals[i] * normals[i]
              + normals[i + 1] * normals[i + 1]
              + normals[i + 2] * normals[i + 2];
      assertEquals(1, squares, 1e-5);
    }
    // Where the faces around a vertex nearly cancel, rounding turns the sum: hence the tolerance.
    assertArrayEquals(
        pose.rotate(normals, null), normals(OCTAHEDRON, pose.apply(vertices, null)), 1e-3f);
  }

  @Test
  void areZeroWithoutAFace() {
    float[] vertices = {0, 0, 0, 1, 0, 0, 2, 0, 0, 5, 5, 5};
    assertArrayEquals(new float[12], normals(new int[] {0, 1, 2}, vertices));
  }

  @Test
  void refuseTheirInputAsOutput() {
    Topology topology = new Topology(6, OCTAHEDRON, new float[0], new byte[0], List.of());
    VertexNormals normals = new VertexNormals(topology);
    float[] vertices = CORNERS.clone();
    assertThrows(IllegalArgumentException.class, () -> normals.compute(vertices, vertices));
    assertThrows(IllegalArgumentException.class, () -> normals.compute(new float[17], null));
    float[] out = new float[18];
    assertSame(out, normals.compute(vertices, out));
  }
}

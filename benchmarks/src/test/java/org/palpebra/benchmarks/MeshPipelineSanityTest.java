package org.palpebra.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palpebra.model.Coefficients;
import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;
import org.palpebra.raster.FragmentBuffer;

class MeshPipelineSanityTest {
  private static MeshPipelineBenchmark prepared(String model) {
    MeshPipelineBenchmark benchmark = new MeshPipelineBenchmark();
    benchmark.model = model;
    benchmark.prepare();
    return benchmark;
  }

  @ParameterizedTest
  @ValueSource(strings = {BenchmarkModels.EMBEDDED, BenchmarkModels.BFM_SIZED})
  void assemblyIsMeanPlusBases(String name) {
    MeshPipelineBenchmark benchmark = prepared(name);
    MorphableModel model = benchmark.face();
    float[] shape = benchmark.assemble();
    Coefficients c = benchmark.coefficients();
    for (int row = 0; row < shape.length; row += 977) {
      double expected =
          model.meanShape()[row]
              + row(model.identity(), c.identity(), row)
              + row(model.expression(), c.expression(), row);
      assertEquals(expected, shape[row], 1e-3);
    }
  }

  private static double row(LinearBasis basis, float[] weights, int row) {
    double sum = 0;
    for (int k = 0; k < weights.length; k++) {
      sum += (double) weights[k] * basis.data()[k * basis.rows() + row];
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(strings = {BenchmarkModels.EMBEDDED, BenchmarkModels.BFM_SIZED})
  void stagesAgreeWithTheWhole(String name) {
    MeshPipelineBenchmark benchmark = prepared(name);
    FragmentBuffer stages = copy(benchmark.rasterize224());
    FragmentBuffer whole = benchmark.frame224();
    assertArrayEquals(stages.triangles(), whole.triangles());
    double small = covered(stages) / (224.0 * 224);
    double large = covered(benchmark.rasterize512()) / (512.0 * 512);
    assertTrue(small > 0.2, "the face fills the picture, covered " + small);
    assertEquals(small, large, 0.01);
  }

  @ParameterizedTest
  @ValueSource(strings = {BenchmarkModels.EMBEDDED, BenchmarkModels.BFM_SIZED})
  void aBatchIsItsFaces(String name) {
    MeshPipelineBenchmark benchmark = prepared(name);
    float[] batch = benchmark.assembleInBatch();
    MorphableModel model = benchmark.face();
    int length = 3 * model.vertexCount();
    for (int f = 0; f < MeshPipelineBenchmark.BATCH; f += 5) {
      float[] alone = model.shape(BenchmarkModels.coefficients(model, 100 + f), null);
      assertArrayEquals(alone, Arrays.copyOfRange(batch, f * length, (f + 1) * length), 1e-4f);
    }
  }

  private static FragmentBuffer copy(FragmentBuffer b) {
    return new FragmentBuffer(
        b.width(), b.height(), b.triangles().clone(), b.barycentrics(), b.depth());
  }

  private static long covered(FragmentBuffer fragments) {
    return Arrays.stream(fragments.triangles()).filter(t -> t != FragmentBuffer.EMPTY).count();
  }
}

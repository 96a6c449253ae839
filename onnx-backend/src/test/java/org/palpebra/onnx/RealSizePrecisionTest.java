package org.palpebra.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palpebra.model.Assembly;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.model.Coefficients;
import org.palpebra.model.LinearBasis;
import org.palpebra.model.MorphableModel;
import org.palpebra.model.Rounding;
import org.palpebra.model.io.SafetensorsReader;
import org.palpebra.model.io.SafetensorsWriter;
import org.palpebra.model.io.SafetensorsWriter.Precision;
import org.palpebra.onnx.testing.BfmSizedFace;
import org.palpebra.parallel.Workers;

/** What storing a model in the Basel model's size costs in exactness. */
class RealSizePrecisionTest {
  private static final int FACES = 20;

  @TempDir Path temp;

  private MorphableModel stored(MorphableModel model, Precision precision) throws IOException {
    Path file = temp.resolve(precision + ".safetensors");
    new SafetensorsWriter(precision).write(model, file);
    return new SafetensorsReader().read(file);
  }

  @Test
  void singlesAreExactAndHalvesWithinTheirRounding() throws IOException {
    MorphableModel model = BfmSizedFace.sheet();
    MorphableModel single = stored(model, Precision.FLOAT32);
    assertArrayEquals(model.identity().data(), single.identity().data());
    assertArrayEquals(model.expression().data(), single.expression().data());
    assertArrayEquals(model.albedo().data(), single.albedo().data());
    MorphableModel half = stored(model, Precision.FLOAT16);
    CoefficientLayout layout = model.layout(9);
    Random random = new Random(16);
    double worst = 0;
    double squares = 0;
    for (int face = 0; face < FACES; face++) {
      float[] c = new float[layout.size()];
      for (int k = 0; k < layout.rotationOffset(); k++) {
        c[k] = 6 * random.nextFloat() - 3;
      }
      float[] exact = model.shape(new Coefficients(layout, c), null);
      float[] rounded = half.shape(new Coefficients(layout, c), null);
      double[] bound = bound(model, c);
      for (int i = 0; i < exact.length; i += 3) {
        double square = 0;
        for (int k = i; k < i + 3; k++) {
          double error = Math.abs((double) exact[k] - rounded[k]);
          assertTrue(error <= bound[k], "row " + k + " is off by " + error);
          square += error * error;
        }
        worst = Math.max(worst, Math.sqrt(square));
        squares += square;
      }
    }
    double mean = Math.sqrt(squares / FACES / BfmSizedFace.VERTICES);
    assertTrue(mean < 2e-3 && worst < 15e-3, "off by %s (RMS), %s mm".formatted(mean, worst));
  }

  @Test
  void wholeNumbersOf16BitsAreWithinAMicrometreAndATenthOfAColourStep() {
    MorphableModel model = BfmSizedFace.sheet();
    Assembly compact = Assembly.compact(model, Workers.CALLER);
    Rounding rounding = new Rounding(model);
    CoefficientLayout layout = model.layout(9);
    Random random = new Random(17);
    double worstPlace = 0;
    double worstColour = 0;
    for (int face = 0; face < FACES; face++) {
      float[] values = new float[layout.size()];
      for (int k = 0; k < layout.rotationOffset(); k++) {
        values[k] = 6 * random.nextFloat() - 3;
      }
      Coefficients c = new Coefficients(layout, values);
      worstPlace = Math.max(worstPlace, worst(model.shape(c, null), compact.shape(c, null)));
      worstColour = Math.max(worstColour, worst(model.albedo(c, null), compact.albedo(c, null)));
    }
    assertTrue(worstPlace < 1e-3, "off by %s mm".formatted(worstPlace));
    assertTrue(worstColour < 0.1 / 255, "off by %s".formatted(worstColour));
  }

  /** The largest distance of two triples. */
  private static double worst(float[] a, float[] b) {
    double worst = 0;
    for (int i = 0; i < a.length; i += 3) {
      double x = a[i] - b[i];
      double y = a[i + 1] - b[i + 1];
      double z = a[i + 2] - b[i + 2];
      worst = Math.max(worst, Math.sqrt(x * x + y * y + z * z));
    }
    return worst;
  }

  /** Halves have eleven significant bits and no step below 2⁻²⁴; float sums add some µm/1000. */
  private static double[] bound(MorphableModel model, float[] c) {
    double[] bound = new double[3 * model.vertexCount()];
    add(model.identity(), c, 0, bound);
    add(model.expression(), c, model.identity().columns(), bound);
    for (int i = 0; i < bound.length; i++) {
      bound[i] += 1e-4;
    }
    return bound;
  }

  private static void add(LinearBasis basis, float[] c, int offset, double[] bound) {
    for (int k = 0; k < basis.columns(); k++) {
      for (int i = 0; i < bound.length; i++) {
        double value = Math.abs(basis.data()[k * basis.rows() + i]);
        bound[i] += Math.abs(c[offset + k]) * Math.max(value * 0x1p-11, 0x1p-25);
      }
    }
  }
}

package org.palpebra.benchmarks;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A program in TorchScript on constant inputs, run by PyTorch on one thread. */
final class TorchProgram implements Contender {
  private static final String NATIVES = "/native/lib/pytorch.properties";

  // Pickles: an instance of Program that does not train; the empty tuple.
  private static final String INSTANCE =
      "\u0080\u0002c__torch__\nProgram\n)\u0081}(X\u0008\0\0\0training\u0089ub.";
  private static final String NOTHING = "\u0080\u0002).";

  private final Model model;
  private final ParameterStore parameters;
  private final NDList inputs = new NDList();
  private NDList outputs = new NDList();

  /**
   * @param source a resource, the class {@code Program} in TorchScript
   */
  TorchProgram(String source) {
    missing()
        .ifPresent(
            reason -> {
              throw new IllegalStateException(reason);
            });
    System.setProperty("ai.djl.pytorch.num_threads", "1");
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    model = Model.newInstance("program", "PyTorch");
    parameters = new ParameterStore(model.getNDManager(), false);
    try (InputStream in =
        Objects.requireNonNull(TorchProgram.class.getResourceAsStream(source), source)) {
      model.load(new ByteArrayInputStream(archive(in.readAllBytes())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (MalformedModelException e) {
      throw new IllegalStateException(source, e);
    }
  }

  /** Why PyTorch cannot be measured here, with the remedy. */
  static Optional<String> missing() {
    return TorchProgram.class.getResource(NATIVES) != null
        ? Optional.empty()
        : Optional.of("PyTorch's libraries are not in this jar; build it with -Ppytorch");
  }

  TorchProgram with(float[] values, long... shape) {
    return with(manager().create(values, new Shape(shape)));
  }

  TorchProgram with(long[] values, long... shape) {
    return with(manager().create(values, new Shape(shape)));
  }

  private TorchProgram with(NDArray input) {
    inputs.add(input);
    return this;
  }

  private NDManager manager() {
    return model.getNDManager();
  }

  @Override
  public void run() {
    outputs.close();
    outputs = model.getBlock().forward(parameters, inputs, false);
  }

  @Override
  public float[][] result() {
    return outputs.stream().map(NDArray::toFloatArray).toArray(float[][]::new);
  }

  @Override
  public void close() {
    model.close();
  }

  /** What {@code torch.jit.save} writes for a module without parameters. */
  private static byte[] archive(byte[] source) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      store(zip, "data.pkl", INSTANCE.getBytes(StandardCharsets.ISO_8859_1));
      store(zip, "code/__torch__.py", source);
      store(zip, "constants.pkl", NOTHING.getBytes(StandardCharsets.ISO_8859_1));
      store(zip, "version", "3\n".getBytes(StandardCharsets.ISO_8859_1));
    }
    return bytes.toByteArray();
  }

  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry("program/" + name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    CRC32 sum = new CRC32();
    sum.update(content);
    entry.setCrc(sum.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}

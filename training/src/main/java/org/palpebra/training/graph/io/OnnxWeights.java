package org.palpebra.training.graph.io;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.palpebra.training.nn.NamedArrays;

/**
 * The weights of an ONNX file by name: its real initializers but scalars. PyTorch's exporter keeps
 * the names of the model's state, unless it folds BatchNorm into convolutions. Immutable.
 */
public final class OnnxWeights implements NamedArrays {
  private static final String STATISTICS = "running_mean";

  private final String source;
  private final Map<String, Literal> literals = new LinkedHashMap<>();

  private OnnxWeights(String source, OnnxFile file) {
    this.source = source;
    file.literals()
        .forEach(
            (name, literal) -> {
              if (literal.trainable()) {
                literals.put(name, literal);
              }
            });
  }

  /**
   * @throws org.palpebra.PalpebraException when the file cannot be read, is no ONNX file, or keeps
   *     its weights elsewhere
   */
  public static OnnxWeights read(Path file) {
    return new OnnxWeights(file.toString(), OnnxFile.read(file));
  }

  @Override
  public String source() {
    return source;
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(literals.keySet());
  }

  @Override
  public long[] shape(String name) {
    return Arrays.stream(literal(name).shape().toArray()).asLongStream().toArray();
  }

  @Override
  public float[] floats(String name) {
    double[] wide = literal(name).reals();
    float[] narrow = new float[wide.length];
    for (int i = 0; i < wide.length; i++) {
      narrow[i] = (float) wide[i];
    }
    return narrow;
  }

  private Literal literal(String name) {
    return Objects.requireNonNull(literals.get(name), () -> source + " has no " + name);
  }

  @Override
  public String remedy(List<String> missing) {
    boolean normalised = missing.stream().anyMatch(name -> name.endsWith(STATISTICS));
    boolean folded = names().stream().noneMatch(name -> name.endsWith(STATISTICS));
    return normalised && folded
        ? "BatchNorm is folded into this file's convolutions; export it in training mode:"
            + " torch.onnx.export(…, training=torch.onnx.TrainingMode.TRAINING,"
            + " do_constant_folding=False), or train the file as it is: network kind imported"
        : NamedArrays.super.remedy(missing);
  }
}

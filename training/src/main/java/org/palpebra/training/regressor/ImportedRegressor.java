package org.palpebra.training.regressor;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.palpebra.PalpebraException;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.training.graph.Shape;
import org.palpebra.training.graph.Tensor;
import org.palpebra.training.graph.io.FilePort;
import org.palpebra.training.graph.io.ImportOptions;
import org.palpebra.training.graph.io.ImportOptions.Statistics;
import org.palpebra.training.graph.io.ImportedNetwork;
import org.palpebra.training.nn.Net;

/**
 * A whole regressor from an ONNX file, such as the one of a bundle or one that PyTorch exported:
 * one picture in, coefficients in their final units out. All its weights are trained; BatchNorm
 * goes by the batch while training, and by running statistics afterwards.
 */
final class ImportedRegressor implements CoefficientNetwork {
  private final Path file;
  private final ImportedNetwork network;
  private final @Nullable Normalisation normalisation;
  private final CoefficientLayout layout;
  private final PerspectiveCamera camera;
  private final long seed;

  private ImportedRegressor(
      Path file,
      @Nullable Normalisation normalisation,
      CoefficientLayout layout,
      PerspectiveCamera camera,
      long seed) {
    this.file = file;
    this.network = ImportedNetwork.read(file);
    this.normalisation = normalisation;
    this.layout = layout;
    this.camera = camera;
    this.seed = seed;
  }

  /**
   * @param normalisation null where the file takes RGB in [0, 1]
   * @throws PalpebraException if the file cannot be read or does not take one picture
   */
  static ImportedRegressor read(
      Path file,
      @Nullable Normalisation normalisation,
      CoefficientLayout layout,
      PerspectiveCamera camera,
      long seed) {
    ImportedRegressor regressor = new ImportedRegressor(file, normalisation, layout, camera, seed);
    List<FilePort> inputs = regressor.network.inputs();
    if (inputs.size() != 1 || regressor.network.outputs().isEmpty()) {
      throw new PalpebraException(
          "%s: has %d inputs and %d outputs; a regressor has one picture and coefficients"
              .formatted(file, inputs.size(), regressor.network.outputs().size()));
    }
    return regressor;
  }

  @Override
  public CoefficientLayout layout() {
    return layout;
  }

  @Override
  public PerspectiveCamera camera() {
    return camera;
  }

  @Override
  public long seed() {
    return seed;
  }

  @Override
  public Tensor coefficients(Net net, Tensor image) {
    Tensor picture = normalisation == null ? image : normalisation.of(image);
    ImportOptions options =
        ImportOptions.plain()
            .withStatistics(net.training() ? Statistics.BATCH : Statistics.RUNNING);
    String input = network.inputs().get(0).name();
    String output = network.outputs().get(0).name();
    Tensor coefficients;
    try {
      coefficients = network.build(net, Map.of(input, picture), options).get(output);
    } catch (IllegalArgumentException e) {
      throw new PalpebraException(
          file + ": " + e.getMessage() + "; network.inputSize says the side of the crop", e);
    }
    Shape wanted = Shape.of(image.shape().get(0), layout.size());
    if (coefficients == null || !coefficients.shape().equals(wanted)) {
      throw new PalpebraException(
          "%s: output %s is %s, the face model's coefficients are %s (%s); use a network for this"
                  .formatted(
                      file,
                      output,
                      coefficients == null ? "missing" : coefficients.shape(),
                      wanted,
                      layout)
              + " face model and lighting");
    }
    return coefficients;
  }
}

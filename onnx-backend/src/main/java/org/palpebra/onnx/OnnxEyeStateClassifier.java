package org.palpebra.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.palpebra.PalpebraException;
import org.palpebra.spi.EyeStateClassifier;
import org.palpebra.spi.ModelInfo;

/** An ONNX network from grey eye patches {@code [N,1,S,S]} in [0, 1] to P(closed) {@code [N]}. */
public final class OnnxEyeStateClassifier implements EyeStateClassifier {
  private final EyeStateSpec spec;
  private final OnnxNetwork network;
  private final ModelInfo info;

  private OnnxEyeStateClassifier(EyeStateSpec spec, OnnxNetwork network, ModelInfo info) {
    this.spec = spec;
    this.network = network;
    this.info = info;
  }

  /**
   * Opens a network.
   *
   * @param asset the bytes of the ONNX file and what is known about it
   * @param threads of one call on the CPU, at least 1
   * @throws org.palpebra.PalpebraException if it does not fit {@code spec} or the device is not
   *     there
   */
  public static OnnxEyeStateClassifier open(
      BundleAsset asset, EyeStateSpec spec, Device device, int threads) {
    OnnxNetwork network =
        OnnxNetwork.open(
            asset.bytes(),
            asset.file(),
            new OnnxNetwork.Port(spec.input(), 1, spec.size(), spec.size()),
            new OnnxNetwork.Port(spec.output()),
            device,
            threads);
    return new OnnxEyeStateClassifier(spec, network, asset.info(network));
  }

  /**
   * Opens a network of {@code train eyes} that is part of no bundle.
   *
   * @param size side of a patch in pixels
   * @throws PalpebraException naming the file if it cannot be read or is something else
   */
  public static OnnxEyeStateClassifier open(Path file, int size, Device device, int threads) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new PalpebraException(file + ": the eye-state network cannot be read: " + e, e);
    }
    String name = String.valueOf(file.getFileName());
    return open(
        new BundleAsset(file.toString(), name, "", "", bytes),
        EyeStateSpec.ofSize(size),
        device,
        threads);
  }

  /** Opens the network of a bundle; see the other {@code open}. */
  public static OnnxEyeStateClassifier open(Bundle bundle, Device device, int threads) {
    return open(
        bundle.read(BundleManifest.EYE_STATE), bundle.manifest().eyeState(), device, threads);
  }

  @Override
  public int inputSize() {
    return spec.size();
  }

  @Override
  public float[] closedProbability(float[] patches, int count) {
    int size = spec.size();
    if (count < 1 || patches.length != count * size * size) {
      throw new IllegalArgumentException(
          "%d patches of %d×%d have %d values, got %d"
              .formatted(count, size, size, (long) count * size * size, patches.length));
    }
    return network.run(patches, new long[] {count, 1, size, size}, 1);
  }

  @Override
  public ModelInfo info() {
    return info;
  }

  @Override
  public void close() {
    network.close();
  }
}

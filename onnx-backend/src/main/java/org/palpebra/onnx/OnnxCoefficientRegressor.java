package org.palpebra.onnx;

import org.jspecify.annotations.Nullable;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.model.CoefficientLayout;
import org.palpebra.spi.CoefficientRegressor;
import org.palpebra.spi.CropAlignment;
import org.palpebra.spi.FaceCheck;
import org.palpebra.spi.ModelInfo;

/** An ONNX network from crops {@code [N,3,S,S]} to coefficients {@code [N,C]}. */
public final class OnnxCoefficientRegressor implements CoefficientRegressor {
  private final CoefficientLayout layout;
  private final RegressorSpec spec;
  private final OnnxNetwork network;
  private final ModelInfo info;

  private OnnxCoefficientRegressor(
      CoefficientLayout layout, RegressorSpec spec, OnnxNetwork network, ModelInfo info) {
    this.layout = layout;
    this.spec = spec;
    this.network = network;
    this.info = info;
  }

  /**
   * Opens a network.
   *
   * @param asset the bytes of the ONNX file and what is known about it
   * @param threads of one call on the CPU, at least 1
   * @throws org.palpebra.PalpebraException if it does not fit {@code layout} and {@code spec} or
   *     the device is not there
   */
  public static OnnxCoefficientRegressor open(
      BundleAsset asset, CoefficientLayout layout, RegressorSpec spec, Device device, int threads) {
    int size = spec.camera().size();
    OnnxNetwork network =
        OnnxNetwork.open(
            asset.bytes(),
            asset.file(),
            new OnnxNetwork.Port(spec.input(), 3, size, size),
            new OnnxNetwork.Port(spec.output(), layout.size()),
            device,
            threads);
    return new OnnxCoefficientRegressor(layout, spec, network, asset.info(network));
  }

  /** Opens the network of a bundle; see the other {@code open}. */
  public static OnnxCoefficientRegressor open(Bundle bundle, Device device, int threads) {
    return open(
        bundle.read(BundleManifest.REGRESSOR),
        bundle.layout(),
        bundle.manifest().regressor(),
        device,
        threads);
  }

  @Override
  public CoefficientLayout layout() {
    return layout;
  }

  @Override
  public PerspectiveCamera camera() {
    return spec.camera();
  }

  @Override
  public CropAlignment alignment() {
    return spec.alignment();
  }

  @Override
  public float @Nullable [] standardPoints() {
    return spec.points();
  }

  @Override
  public float[] regress(float[] crops, int count) {
    int size = spec.camera().size();
    if (count < 1 || crops.length != count * 3 * size * size) {
      throw new IllegalArgumentException(
          "%d crops of 3×%d×%d have %d values, got %d"
              .formatted(count, size, size, 3L * count * size * size, crops.length));
    }
    float[] out =
        network.run(spec.normalise(crops, count), new long[] {count, 3, size, size}, layout.size());
    return spec.toMillimetres(out, layout);
  }

  @Override
  public @Nullable FaceCheck check() {
    return spec.check();
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

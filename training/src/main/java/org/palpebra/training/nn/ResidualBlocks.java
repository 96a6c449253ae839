package org.palpebra.training.nn;

import org.palpebra.training.graph.Tensor;
import org.palpebra.training.graph.Window;

/** The two residual blocks of He et al. 2016, layers named as in torchvision. */
public final class ResidualBlocks {
  private ResidualBlocks() {}

  /**
   * Two 3×3 convolutions beside a shortcut.
   *
   * @param x [N, C, H, W]
   * @param stride of the first convolution
   * @return [N, channels, H / stride, W / stride]
   */
  public static Tensor basic(Net net, String name, Tensor x, int channels, int stride) {
    return basic(net, name, x, channels, stride, 1);
  }

  /**
   * As the other {@code basic}.
   *
   * @param scale first value of the last normalisation's scales
   */
  public static Tensor basic(
      Net net, String name, Tensor x, int channels, int stride, double scale) {
    Tensor y =
        net.convNorm(
            name + ".conv1", name + ".bn1", x, channels, Window.square(3, stride, 1), true);
    Window same = Window.square(3, 1, 1);
    y = net.convNorm(name + ".conv2", name + ".bn2", y, channels, same, scale, false);
    return y.add(shortcut(net, name, x, channels, stride)).relu();
  }

  /**
   * 1×1, 3×3 and 1×1 convolutions beside a shortcut; the stride is the 3×3's.
   *
   * @param width channels of the 3×3 convolution
   * @param channels of the result
   * @param scale first value of the last normalisation's scales
   */
  public static Tensor bottleneck(
      Net net, String name, Tensor x, int width, int channels, int stride, double scale) {
    Window one = Window.square(1, 1, 0);
    Tensor y = net.convNorm(name + ".conv1", name + ".bn1", x, width, one, true);
    y = net.convNorm(name + ".conv2", name + ".bn2", y, width, Window.square(3, stride, 1), true);
    y = net.convNorm(name + ".conv3", name + ".bn3", y, channels, one, scale, false);
    return y.add(shortcut(net, name, x, channels, stride)).relu();
  }

  private static Tensor shortcut(Net net, String name, Tensor x, int channels, int stride) {
    if (stride == 1 && x.shape().get(1) == channels) {
      return x;
    }
    return net.convNorm(
        name + ".downsample.0",
        name + ".downsample.1",
        x,
        channels,
        Window.square(1, stride, 0),
        false);
  }
}

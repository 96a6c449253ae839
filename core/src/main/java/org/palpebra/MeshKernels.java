package org.palpebra;

import org.palpebra.internal.Kernels;

/**
 * What assembles meshes in this process: the Vector API where Java was started with {@code
 * --add-modules jdk.incubator.vector}, plain loops elsewhere or with {@code
 * -Dpalpebra.kernels=plain}. Chosen once and logged. Results differ by rounding only.
 */
public final class MeshKernels {
  private MeshKernels() {}

  /** Such as {@code Vector API, 512 bits} or {@code plain Java}. */
  public static String description() {
    return Kernels.basis().toString();
  }
}

package org.palpebra.internal;

import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses, once, between the Vector API and plain loops. */
public final class Kernels {
  /** {@code plain} keeps the Vector API out, even where it is there. */
  private static final String PROPERTY = "palpebra.kernels";

  private static final String MODULE = "jdk.incubator.vector";
  private static final String VECTOR = "org.palpebra.internal.vector.VectorBasisKernel";
  private static final Logger LOG = LoggerFactory.getLogger(Kernels.class);
  private static final BasisKernel BASIS = choose();

  private Kernels() {}

  /** The kernel that assembles meshes; its {@code toString} says what it is. */
  public static BasisKernel basis() {
    return BASIS;
  }

  private static BasisKernel choose() {
    List<BasisKernel> all = available();
    boolean plain = System.getProperty(PROPERTY, "").equals("plain");
    BasisKernel chosen = all.get(plain ? 0 : all.size() - 1);
    LOG.info("mesh kernels: {}", chosen);
    return chosen;
  }

  /** All that this Java can run, the fastest last. */
  static List<BasisKernel> available() {
    BasisKernel plain = new PlainBasisKernel();
    Optional<Module> vectors = ModuleLayer.boot().findModule(MODULE);
    if (vectors.isEmpty()) {
      return List.of(plain);
    }
    // not required in module-info: an incubator module is no part of the release compiled for
    Kernels.class.getModule().addReads(vectors.get());
    try {
      return List.of(
          plain,
          Class.forName(VECTOR).asSubclass(BasisKernel.class).getConstructor().newInstance());
    } catch (ReflectiveOperationException | LinkageError e) {
      LOG.warn("this Java's Vector API is not the one expected; meshes use plain loops", e);
      return List.of(plain);
    }
  }
}

package org.palpebra.onnx.opencv;

import org.bytedeco.javacpp.Loader;
import org.opencv.core.Core;
import org.palpebra.PalpebraException;

/** Loads OpenCV's native libraries once per process. */
public final class OpenCv {
  private OpenCv() {}

  /**
   * Makes the {@code org.opencv} classes usable. Cheap after the first call; thread-safe.
   *
   * @throws PalpebraException if the natives of this platform are not on the class path
   */
  public static void load() {
    if (Natives.FAILURE != null) {
      throw new PalpebraException(Natives.FAILURE);
    }
  }

  /**
   * Sets how many threads OpenCV may use for one call, for the whole process.
   *
   * @param count at least 1
   */
  public static void threads(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("the thread count must be at least 1, got " + count);
    }
    load();
    Core.setNumThreads(count);
  }

  /** Such as {@code opencv-4.13.0}. */
  static String provider() {
    return "opencv-" + Core.VERSION;
  }

  /** Runs at most once; remembers why it failed. */
  private static final class Natives {
    static final @org.jspecify.annotations.Nullable String FAILURE = load();

    private static @org.jspecify.annotations.Nullable String load() {
      try {
        OpenCvLibraries.load();
        return null;
      } catch (LinkageError | RuntimeException e) {
        return "cannot load OpenCV for %s (%s); add org.bytedeco:opencv, openblas and javacpp with classifier %s; on the module path, also --add-modules ALL-MODULE-PATH"
            .formatted(Loader.getPlatform(), reason(e), Loader.getPlatform());
      }
    }

    /** The innermost cause, which names the file that is missing. */
    private static String reason(Throwable e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      return String.valueOf(cause.getMessage()).lines().findFirst().orElse("no reason given");
    }
  }
}

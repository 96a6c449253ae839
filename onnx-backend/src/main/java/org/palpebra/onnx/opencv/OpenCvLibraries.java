package org.palpebra.onnx.opencv;

import java.net.URL;
import org.bytedeco.javacpp.ClassProperties;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.opencv.opencv_java;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@code Loader.load(opencv_java.class)} loads, on Linux without highgui: that needs GTK 2,
 * which servers lack, and no other library of OpenCV needs it.
 */
final class OpenCvLibraries {
  private static final Logger LOG = LoggerFactory.getLogger(OpenCvLibraries.class);

  private OpenCvLibraries() {}

  static void load() {
    if (!Loader.getPlatform().startsWith("linux")) {
      Loader.load(opencv_java.class);
      return;
    }
    try {
      loadWithoutHighGui();
    } catch (UnsatisfiedLinkError e) {
      LOG.debug("OpenCV without highgui does not load; loading all of it", e);
      loadAll(e);
    }
  }

  /** For other builds of OpenCV, such as bytedeco's for CUDA, which need more libraries. */
  private static void loadAll(UnsatisfiedLinkError first) {
    try {
      Loader.load(opencv_java.class);
    } catch (LinkageError e) {
      first.addSuppressed(e);
      throw first;
    }
  }

  private static void loadWithoutHighGui() {
    Loader.load(openblas_nolapack.class);
    ClassProperties properties =
        Loader.loadProperties(opencv_java.class, Loader.loadProperties(), true);
    // each is listed after those it needs
    for (String name : properties.get("platform.link")) {
      if (name.startsWith("opencv_") && !name.startsWith("opencv_highgui")) {
        load(name, properties);
      }
    }
    load("opencv_java", properties);
  }

  private static void load(String name, ClassProperties properties) {
    URL[] files = Loader.findLibrary(opencv_java.class, properties, name);
    Loader.loadLibrary(opencv_java.class, files, name);
  }
}

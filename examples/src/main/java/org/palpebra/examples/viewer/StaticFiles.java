package org.palpebra.examples.viewer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The files of the page, all from the class path and listed here; there are no others. */
final class StaticFiles {
  private static final List<String> PAGE =
      List.of(
          "viewer.css",
          "icon.svg",
          "viewer.js",
          "server.js",
          "head.js",
          "sliders.js",
          "readouts.js");

  private static final String THREE_PROPERTIES =
      "/META-INF/maven/org.webjars.npm/three/pom.properties";

  /** three.js, and of its add-ons the loader and the controls with what they import. */
  private static final List<String> THREE =
      List.of(
          "build/three.module.min.js",
          "build/three.core.min.js",
          "examples/jsm/loaders/GLTFLoader.js",
          "examples/jsm/utils/BufferGeometryUtils.js",
          "examples/jsm/controls/OrbitControls.js");

  private final Content index = Content.of("index.html", read("index.html"));
  private final Map<String, Content> files = new HashMap<>();

  StaticFiles() {
    for (String name : PAGE) {
      files.put("/" + name, Content.of(name, read(name)));
    }
    files.put("/", index);
    files.putAll(three());
  }

  /** three.js alone: {@code /three/build/three.module.min.js} and so on. */
  static Map<String, Content> three() {
    String root = "/META-INF/resources/webjars/three/" + threeVersion() + "/";
    Map<String, Content> three = new HashMap<>();
    for (String name : THREE) {
      three.put("/three/" + name, Content.of(name, read(root + name)));
    }
    return three;
  }

  private static String threeVersion() {
    Properties properties = new Properties();
    try (InputStream in = open(THREE_PROPERTIES)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }

  private static byte[] read(String resource) {
    try (InputStream in = open(resource)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String resource) {
    InputStream in = StaticFiles.class.getResourceAsStream(resource);
    if (in == null) {
      throw new IllegalStateException("the class path lacks " + resource);
    }
    return in;
  }

  /** The page itself. */
  Content index() {
    return index;
  }

  /** The file behind a path such as {@code /viewer.css}, or null. */
  @Nullable Content find(String path) {
    return files.get(path);
  }
}

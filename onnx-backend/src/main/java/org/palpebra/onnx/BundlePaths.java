package org.palpebra.onnx;

import java.util.regex.Pattern;

/** Which paths a bundle may name. */
final class BundlePaths {
  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");

  private BundlePaths() {}

  /**
   * Whether a path stays inside the bundle: relative, forward slashes, plain names that do not
   * start with a dot.
   */
  static boolean safe(String path) {
    if (path.length() > 255) {
      return false;
    }
    for (String name : path.split("/", -1)) {
      if (!SAFE.matcher(name).matches()) {
        return false;
      }
    }
    return true;
  }
}

package org.palpebra.onnx;

import java.util.Locale;
import java.util.regex.Pattern;

/** Which paths a bundle may name. */
final class BundlePaths {
  private static final Pattern SAFE =
      Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9_-])?");

  /** Names that Windows keeps for devices, with any extension. */
  private static final Pattern DEVICE =
      Pattern.compile("(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?", Pattern.CASE_INSENSITIVE);

  private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*", Pattern.DOTALL);

  private BundlePaths() {}

  /**
   * Whether a path stays inside the bundle: relative, forward slashes, plain names that do not
   * start or end with a dot and that no system keeps for itself.
   */
  static boolean safe(String path) {
    if (path.length() > 255) {
      return false;
    }
    for (String name : path.split("/", -1)) {
      if (!SAFE.matcher(name).matches() || DEVICE.matcher(name).matches()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether the name of a zip entry would stay below the folder that the zip is unpacked into. What
   * no manifest names may have a name that is not {@link #safe}.
   */
  static boolean contained(String entry) {
    String path = entry.endsWith("/") ? entry.substring(0, entry.length() - 1) : entry;
    if (path.indexOf('\\') >= 0 || path.indexOf('\0') >= 0 || DRIVE.matcher(path).matches()) {
      return false;
    }
    for (String name : path.split("/", -1)) {
      if (name.isEmpty() || name.equals(".") || name.equals("..")) {
        return false;
      }
    }
    return true;
  }

  /** What two paths share that some systems take for one. */
  static String folded(String path) {
    return path.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }
}

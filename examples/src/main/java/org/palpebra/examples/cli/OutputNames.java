package org.palpebra.examples.cli;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Names for the files of each photo: its own without the extension; with it where that is taken by
 * another photo of the call; numbered where that is taken, too.
 */
final class OutputNames {
  private final Set<String> taken = new HashSet<>();

  String next(Path photo) {
    String full = String.valueOf(photo.getFileName());
    int dot = full.lastIndexOf('.');
    String name = dot > 0 ? full.substring(0, dot) : full;
    for (int i = 1; !taken.add(name.toLowerCase(Locale.ROOT)); i++) {
      name = i == 1 ? full : full + "-" + i;
    }
    return name;
  }
}

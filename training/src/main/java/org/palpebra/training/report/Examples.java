package org.palpebra.training.report;

import java.nio.file.Path;

/** Texts about examples. */
final class Examples {
  private Examples() {}

  /** Says how many there are and how many are shown. */
  static String count(int wrong, int all, String things, int most) {
    String count = "%d of %d %s are wrong".formatted(wrong, all, things);
    if (wrong == 0) {
      return count + ".";
    }
    return wrong > most
        ? "%s; the %d worst are shown, worst first.".formatted(count, most)
        : count + ", worst first.";
  }

  /** The last two names of a path, which data sets tell files apart by. */
  static String name(Path file) {
    int names = file.getNameCount();
    return names > 2 ? file.subpath(names - 2, names).toString() : file.toString();
  }
}

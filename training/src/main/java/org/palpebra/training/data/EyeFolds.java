package org.palpebra.training.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.palpebra.PalpebraException;

/**
 * The photos of {@code cew-faces} in parts of equal size and mixture, each of which is kept back in
 * turn, together with those patches of {@code cew-eyes} that were cut from its photos.
 *
 * @param data folder that holds {@code cew-faces}, {@code cew-eyes} and other data sets
 * @param count number of parts, at least 2
 */
public record EyeFolds(Path data, int count) {
  private static final String FACES = "cew-faces";
  private static final String EYES = "cew-eyes";
  private static final String INDEX = "index.csv";

  public EyeFolds {
    if (count < 2) {
      throw new IllegalArgumentException("folds must be at least 2, not " + count);
    }
  }

  /**
   * Makes a folder of data sets for one part: links to the images, and indexes in which {@code val}
   * of {@code cew-faces} is the part and {@code train} the rest; patches of the part's photos have
   * the split {@code held} in {@code cew-eyes}, the others keep theirs. Other data sets are linked.
   *
   * @param fold in 0 … count − 1
   * @param folder made anew; if it is there, its indexes are written again
   */
  public void write(int fold, Path folder) {
    try {
      Files.createDirectories(folder);
      for (Path set : entries(data)) {
        String name = set.getFileName().toString();
        if (!name.equals(FACES) && !name.equals(EYES)) {
          link(folder.resolve(name), set);
        }
      }
      Set<String> held = faces(fold, folder.resolve(FACES));
      eyes(held, folder.resolve(EYES));
    } catch (IOException | UncheckedIOException e) {
      throw new PalpebraException(folder + ": cannot be written: " + e.getMessage(), e);
    }
  }

  private static List<Path> entries(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }

  private static void link(Path link, Path target) throws IOException {
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, target.toRealPath());
  }

  private static void linkImages(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    for (Path entry : entries(from)) {
      if (!entry.endsWith(INDEX)) {
        link(to.resolve(entry.getFileName()), entry);
      }
    }
  }

  /** Writes the index of faces; returns the photos, as {@code cew-eyes} names them, of the part. */
  private Set<String> faces(int fold, Path to) throws IOException {
    Path from = data.resolve(FACES);
    linkImages(from, to);
    Map<String, Integer> seen = new HashMap<>();
    List<String> splits = new ArrayList<>();
    Set<String> held = new HashSet<>();
    for (IndexTable.Row row :
        IndexTable.read(from, List.of("file", "state", "split", "eyes")).rows()) {
      int number = seen.merge(row.text("state"), 1, Integer::sum) - 1;
      boolean kept = number % count == fold;
      splits.add(kept ? "val" : "train");
      if (kept) {
        held.add(photo(row.text("eyes")));
      }
    }
    rewrite(from, to, splits);
    return held;
  }

  /** The photo of a face such as {@code closed_eye_2373_f1}. */
  private static String photo(String face) {
    int end = face.lastIndexOf("_f");
    return end < 0 ? face : face.substring(0, end);
  }

  private void eyes(Set<String> held, Path to) throws IOException {
    Path from = data.resolve(EYES);
    linkImages(from, to);
    List<String> splits = new ArrayList<>();
    for (EyePatch patch : DataSets.eyePatches(from)) {
      splits.add(held.contains(patch.photo()) ? "held" : patch.split());
    }
    rewrite(from, to, splits);
  }

  private static void rewrite(Path from, Path to, List<String> splits) throws IOException {
    List<String> lines = Files.readAllLines(from.resolve(INDEX), StandardCharsets.UTF_8);
    int column = List.of(lines.get(0).split(",", -1)).indexOf("split");
    List<String> written = new ArrayList<>(List.of(lines.get(0)));
    int next = 0;
    for (String line : lines.subList(1, lines.size())) {
      if (!line.isBlank()) {
        String[] cells = line.split(",", -1);
        cells[column] = splits.get(next++);
        written.add(String.join(",", cells));
      }
    }
    Files.write(to.resolve(INDEX), written, StandardCharsets.UTF_8);
  }
}

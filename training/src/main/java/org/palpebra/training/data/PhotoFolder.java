package org.palpebra.training.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.palpebra.PalpebraException;
import org.palpebra.fitting.PointsFile;

/**
 * A folder of photos with landmarks: beside each {@code NAME.jpg}, {@code .jpeg}, {@code .png} or
 * {@code .bmp} lies {@code NAME.pts} ({@link PointsFile}). In the order of names, every tenth photo
 * is of the split {@code val}, the others of {@code train}; photos count as of different persons.
 * Pictures without annotations are passed over.
 */
public final class PhotoFolder {
  private static final int HELD_BACK = 10;
  private static final String POINTS = ".pts";
  private static final List<String> IMAGES = List.of(".jpg", ".jpeg", ".png", ".bmp");

  private PhotoFolder() {}

  /**
   * Reads the annotations; the photos are not opened but for their size.
   *
   * @throws PalpebraException naming the file that is missing or not as it should be
   */
  public static List<LandmarkFace> read(Path folder) {
    List<Path> annotations;
    try (Stream<Path> files = Files.list(folder)) {
      annotations = files.filter(file -> name(file).endsWith(POINTS)).sorted().toList();
    } catch (IOException e) {
      throw new PalpebraException(
          "%s: no folder of photos that can be read (%s)".formatted(folder, e.getMessage()), e);
    }
    if (annotations.isEmpty()) {
      throw new PalpebraException(
          folder + ": no .pts file; each photo needs its 68 landmarks in one beside it");
    }
    List<LandmarkFace> faces = new ArrayList<>();
    for (Path file : annotations) {
      boolean held = faces.size() % HELD_BACK == HELD_BACK - 1;
      faces.add(face(file, held ? "val" : "train"));
    }
    return faces;
  }

  private static LandmarkFace face(Path points, String split) {
    String stem = name(points).substring(0, name(points).length() - POINTS.length());
    Path photo = photo(points, stem);
    int[] size = size(photo);
    return new LandmarkFace(photo, stem, split, size[0], size[1], PointsFile.read(points));
  }

  private static Path photo(Path points, String stem) {
    for (String ending : IMAGES) {
      for (String written : List.of(ending, ending.toUpperCase(Locale.ROOT))) {
        Path photo = points.resolveSibling(stem + written);
        if (Files.isRegularFile(photo)) {
          return photo;
        }
      }
    }
    throw new PalpebraException(
        "%s: no photo %s beside it with one of the endings %s".formatted(points, stem, IMAGES));
  }

  /** Width and height. */
  private static int[] size(Path photo) {
    try (ImageInputStream in = ImageIO.createImageInputStream(photo.toFile())) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (readers.hasNext()) {
        ImageReader reader = readers.next();
        try {
          reader.setInput(in);
          return new int[] {reader.getWidth(0), reader.getHeight(0)};
        } finally {
          reader.dispose();
        }
      }
    } catch (IOException e) {
      throw new PalpebraException(photo + ": cannot be read: " + e.getMessage(), e);
    }
    throw new PalpebraException(photo + ": not a picture; convert it to JPEG or PNG");
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }
}

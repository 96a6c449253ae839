package org.palpebra.model.io;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.palpebra.PalpebraException;
import org.palpebra.eyes.LidClosing;
import org.palpebra.model.CropFrame;
import org.palpebra.model.MorphableModel;

/** Reads face models of every format that there is a reader for. Thread-safe. */
public final class FaceModels {
  /** The first format that fits a path reads it. */
  private static final List<Format> FORMATS =
      List.of(
          own("Palpebra's own .safetensors", file(".safetensors"), SafetensorsReader::new),
          own("Deep3DFaceRecon's .mat", file(".mat"), Deep3dMatReader::new),
          mapped("a Basel or scalismo .h5", file(".h5"), FaceModels::basel),
          mapped("FLAME's .npz", file(".npz"), FaceModels::flame),
          own("the Surrey model's .bin", file(".bin"), SurreyReader::new),
          own("its folder with sfm_shape_N.bin", FaceModels::holdsSurreyModel, SurreyReader::new),
          own(
              "BFM-2009's folder with " + Bfm2009Reader.FILE,
              folder(Bfm2009Reader.FILE),
              Bfm2009Reader::new),
          own(
              "ICT-FaceKit's FaceXModel folder with " + IctFaceKitReader.NEUTRAL,
              folder(IctFaceKitReader.NEUTRAL),
              IctFaceKitReader::new),
          own(
              "a folder of OBJ blendshapes with " + ObjFolderReader.DESCRIPTION,
              folder(ObjFolderReader.DESCRIPTION),
              ObjFolderReader::new));

  private record Format(
      String description,
      Predicate<Path> fits,
      boolean mapped,
      Function<@Nullable Path, FaceModelReader> reader) {}

  private FaceModels() {}

  /**
   * Reads a face model, of whatever format it is.
   *
   * @param path a file or a folder
   * @throws PalpebraException as {@link #reader}, and as the reader of the format
   */
  public static MorphableModel read(Path path) {
    return read(path, null);
  }

  /**
   * As the other {@code read}.
   *
   * @param landmarks file that says where the landmarks are, for formats that do not ({@link
   *     BaselHdf5Reader}, {@link FlameNpzReader}), or null
   */
  public static MorphableModel read(Path path, @Nullable Path landmarks) {
    return reader(path, landmarks).read(path);
  }

  /**
   * Reads a face model as bundles hold it and as regressors of canonical crops are trained for it:
   * in the {@link CropFrame}, with blinks that close the eyes ({@link LidClosing}). Palpebra's own
   * model is so already and stays as it is.
   *
   * @throws PalpebraException as {@link #read}
   */
  public static MorphableModel readForBundle(Path path) {
    return LidClosing.of(CropFrame.of(read(path)));
  }

  /**
   * The reader for a file or a folder, told by the file's extension or by what lies in the folder.
   *
   * @throws PalpebraException naming the formats if there is nothing or none of them fits
   */
  public static FaceModelReader reader(Path path) {
    return reader(path, null);
  }

  private static FaceModelReader reader(Path path, @Nullable Path landmarks) {
    if (!Files.exists(path)) {
      throw new PalpebraException(path + ": no such face model; give an existing file or folder");
    }
    Format format =
        FORMATS.stream()
            .filter(candidate -> candidate.fits().test(path))
            .findFirst()
            .orElseThrow(() -> unknown(path));
    if (landmarks != null && !format.mapped()) {
      throw new PalpebraException(
          "%s: landmarks: %s has its own; leave out %s"
              .formatted(path, format.description(), landmarks));
    }
    return format.reader().apply(landmarks);
  }

  private static PalpebraException unknown(Path path) {
    String formats = FORMATS.stream().map(Format::description).collect(Collectors.joining(", or "));
    return new PalpebraException(path + ": is no face model of a known format; give " + formats);
  }

  private static Format own(
      String description, Predicate<Path> fits, Supplier<FaceModelReader> reader) {
    return new Format(description, fits, false, landmarks -> reader.get());
  }

  private static Format mapped(
      String description, Predicate<Path> fits, Function<@Nullable Path, FaceModelReader> reader) {
    return new Format(description, fits, true, reader);
  }

  private static FaceModelReader basel(@Nullable Path landmarks) {
    return landmarks == null ? new BaselHdf5Reader() : new BaselHdf5Reader(landmarks);
  }

  private static FaceModelReader flame(@Nullable Path landmarks) {
    if (landmarks == null) {
      throw new PalpebraException(
          "FLAME's .npz: landmarks: are not in the file; give its landmark embedding as .npz"
              + " (docs/face-models.md)");
    }
    return new FlameNpzReader(landmarks);
  }

  private static boolean holdsSurreyModel(Path path) {
    if (!Files.isDirectory(path)) {
      return false;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path, "sfm_shape_*.bin")) {
      return files.iterator().hasNext();
    } catch (IOException e) {
      throw new PalpebraException(path + ": cannot be listed; check its rights", e);
    }
  }

  private static Predicate<Path> file(String extension) {
    return path ->
        Files.isRegularFile(path) && path.toString().toLowerCase(Locale.ROOT).endsWith(extension);
  }

  private static Predicate<Path> folder(String content) {
    return path -> Files.isRegularFile(path.resolve(content));
  }
}

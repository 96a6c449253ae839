package org.palpebra.model.io;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.palpebra.PalpebraException;
import org.palpebra.eyes.LidClosing;
import org.palpebra.model.CropFrame;
import org.palpebra.model.MorphableModel;

/** Reads face models of every format that there is a reader for. Thread-safe. */
public final class FaceModels {
  /** The first format that fits a path reads it. */
  private static final List<Format> FORMATS =
      List.of(
          new Format("Palpebra's own .safetensors", file(".safetensors"), SafetensorsReader::new),
          new Format("Deep3DFaceRecon's .mat", file(".mat"), Deep3dMatReader::new),
          new Format(
              "ICT-FaceKit's FaceXModel folder with " + IctFaceKitReader.NEUTRAL,
              folder(IctFaceKitReader.NEUTRAL),
              IctFaceKitReader::new),
          new Format(
              "a folder of OBJ blendshapes with " + ObjFolderReader.DESCRIPTION,
              folder(ObjFolderReader.DESCRIPTION),
              ObjFolderReader::new));

  private record Format(
      String description, Predicate<Path> fits, Supplier<FaceModelReader> reader) {}

  private FaceModels() {}

  /**
   * Reads a face model, of whatever format it is.
   *
   * @param path a file or a folder
   * @throws PalpebraException as {@link #reader}, and as the reader of the format
   */
  public static MorphableModel read(Path path) {
    return reader(path).read(path);
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
    if (!Files.exists(path)) {
      throw new PalpebraException(path + ": there is no such file or folder; give a face model");
    }
    return FORMATS.stream()
        .filter(format -> format.fits().test(path))
        .findFirst()
        .orElseThrow(
            () ->
                new PalpebraException(
                    "%s: is no face model of a known format; give %s"
                        .formatted(
                            path,
                            FORMATS.stream()
                                .map(Format::description)
                                .collect(Collectors.joining(", or ")))))
        .reader()
        .get();
  }

  private static Predicate<Path> file(String extension) {
    return path ->
        Files.isRegularFile(path) && path.toString().toLowerCase(Locale.ROOT).endsWith(extension);
  }

  private static Predicate<Path> folder(String content) {
    return path -> Files.isRegularFile(path.resolve(content));
  }
}

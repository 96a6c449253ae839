package org.palpebra.model.io;

import java.nio.file.Path;
import org.palpebra.PalpebraException;
import org.palpebra.model.MorphableModel;

/** Reads face models of one file format. Implementations are thread-safe. */
@FunctionalInterface
public interface FaceModelReader {
  /**
   * Reads a model, converted to millimetres, +Y up, +Z out of the face.
   *
   * @throws PalpebraException naming file, field and remedy if the file cannot be read or does not
   *     hold a complete, consistent model
   */
  MorphableModel read(Path file);
}

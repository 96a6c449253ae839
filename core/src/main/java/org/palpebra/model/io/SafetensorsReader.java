package org.palpebra.model.io;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.palpebra.PalpebraException;
import org.palpebra.model.MorphableModel;

/**
 * Reads face models in Palpebra's own format; {@code docs/face-model-format.md} lists the fields.
 * Everything is checked: shapes, index ranges, finite numbers, positive deviations. Thread-safe.
 */
public final class SafetensorsReader implements FaceModelReader {
  /** Reads a memory-mapped file. */
  @Override
  public MorphableModel read(Path file) {
    return new FaceModelFile(Safetensors.open(file)).model();
  }

  /**
   * Reads a stream to its end, such as a resource; does not close it.
   *
   * @param source what messages call it
   * @throws PalpebraException as {@link #read(Path)}
   */
  public MorphableModel read(InputStream in, String source) {
    return new FaceModelFile(Safetensors.read(in, source)).model();
  }

  /**
   * Reads from a buffer's position to its limit.
   *
   * @param source what messages call it
   * @throws PalpebraException as {@link #read(Path)}
   */
  public MorphableModel read(ByteBuffer bytes, String source) {
    return new FaceModelFile(Safetensors.of(bytes, source)).model();
  }
}

package org.palpebra.training.nn;

import java.util.List;
import java.util.Set;
import org.palpebra.model.io.Safetensors;

/** Arrays by name, as files of weights hold them. */
public interface NamedArrays {
  /** What errors call the file. */
  String source();

  Set<String> names();

  long[] shape(String name);

  /** A copy of an array, row-major. */
  float[] floats(String name);

  /**
   * What to do about a file that lacks arrays.
   *
   * @param missing names that were looked for
   */
  default String remedy(List<String> missing) {
    return "use weights of the same network";
  }

  /** The arrays of a safetensors file. */
  static NamedArrays of(Safetensors file) {
    return new NamedArrays() {
      @Override
      public String source() {
        return file.source();
      }

      @Override
      public Set<String> names() {
        return file.names();
      }

      @Override
      public long[] shape(String name) {
        return file.shape(name);
      }

      @Override
      public float[] floats(String name) {
        return file.floats(name);
      }
    };
  }
}

package org.palpebra.training.train;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.palpebra.PalpebraException;
import org.palpebra.training.data.DataSets;
import org.palpebra.training.data.EyePatch;
import org.palpebra.training.data.Split;

/** The patches of a {@code cew-eyes} folder. */
public final class EyePatchFiles {
  private EyePatchFiles() {}

  /**
   * Reads one split.
   *
   * @param side that all images have
   * @throws PalpebraException naming the file that cannot be read or has another size
   */
  public static EyeExamples read(Path folder, String split, int side) {
    List<EyePatch> labels = Split.select(DataSets.eyePatches(folder), split);
    return new StoredEyes(
        side,
        labels.stream().map(label -> read(label.file(), side)).toList(),
        labels.stream().map(label -> label.closed() ? 1f : 0f).toList());
  }

  private static float[] read(Path file, int side) {
    BufferedImage image;
    try {
      image = ImageIO.read(file.toFile());
    } catch (IOException e) {
      throw new PalpebraException(file + ": cannot be read: " + e.getMessage(), e);
    }
    if (image == null || image.getWidth() != side || image.getHeight() != side) {
      throw new PalpebraException(file + ": not an image of " + side + "×" + side + " pixels");
    }
    float[] grey = new float[side * side];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = image.getRaster().getSample(i % side, i / side, 0) / 255f;
    }
    return grey;
  }
}

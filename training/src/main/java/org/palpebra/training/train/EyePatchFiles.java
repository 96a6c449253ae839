package org.palpebra.training.train;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.palpebra.PalpebraException;
import org.palpebra.training.data.DataSets;
import org.palpebra.training.data.EyePatch;
import org.palpebra.training.data.Split;

/** The patches of a {@code cew-eyes} folder in memory. Thread-safe. */
public final class EyePatchFiles implements EyeExamples {
  private final int side;
  private final List<float[]> patches = new ArrayList<>();
  private final List<EyePatch> labels;

  /**
   * Reads one split.
   *
   * @param side that all images have
   */
  public EyePatchFiles(Path folder, String split, int side) {
    this.side = side;
    labels = Split.select(DataSets.eyePatches(folder), split);
    labels.forEach(label -> patches.add(read(label.file(), side)));
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

  @Override
  public int side() {
    return side;
  }

  @Override
  public int size() {
    return patches.size();
  }

  @Override
  public float example(int index, SplittableRandom random, float[] patch) {
    System.arraycopy(patches.get(index), 0, patch, 0, patch.length);
    return labels.get(index).closed() ? 1 : 0;
  }
}

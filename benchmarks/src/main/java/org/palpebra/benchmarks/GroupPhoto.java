package org.palpebra.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.palpebra.FaceImage;
import org.palpebra.FaceReconstructor;
import org.palpebra.geometry.Box;
import org.palpebra.geometry.Similarity;
import org.palpebra.spi.DetectedFace;
import org.palpebra.training.synthetic.SyntheticFace;
import org.palpebra.training.synthetic.SyntheticFaces;

/**
 * Rendered portraits of different faces side by side.
 *
 * @param faces where they are, as a detector would say it
 */
record GroupPhoto(FaceImage photo, List<DetectedFace> faces) {
  /** Side of one portrait in pixels. */
  static final int TILE = 320;

  private static final long SEED = 20261127;

  /** Portraits that do not change from run to run. */
  static List<SyntheticFace> portraits(FaceReconstructor reconstructor, int count, int side) {
    SyntheticFaces faces =
        new SyntheticFaces(reconstructor.model(), 27, reconstructor.camera(), side, SEED);
    return IntStream.range(0, count).mapToObj(i -> faces.render(SEED + i)).toList();
  }

  /** The first {@code count} portraits in rows, at most twice as wide as high. */
  static GroupPhoto of(List<SyntheticFace> portraits, int count, int cropSize) {
    int columns = (int) Math.ceil(Math.sqrt(count));
    while (count % columns != 0) {
      columns++;
    }
    int side = portraits.get(0).photo().width();
    int width = columns * side;
    byte[] rgb = new byte[3 * count * side * side];
    List<DetectedFace> faces = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int left = i % columns * side;
      int top = i / columns * side;
      SyntheticFace portrait = portraits.get(i);
      for (int y = 0; y < side; y++) {
        System.arraycopy(
            portrait.photo().rgb(), 3 * y * side, rgb, 3 * ((top + y) * width + left), 3 * side);
      }
      faces.add(face(portrait.cropToPhoto(), cropSize, left, top));
    }
    return new GroupPhoto(new FaceImage(width, count / columns * side, rgb), faces);
  }

  private static DetectedFace face(Similarity cropToTile, int cropSize, int left, int top) {
    float side = (float) (cropToTile.scale() * cropSize / DetectedFace.CROP_PER_BOX);
    float x = (float) cropToTile.applyX(cropSize / 2.0, cropSize / 2.0) + left;
    float y = (float) cropToTile.applyY(cropSize / 2.0, cropSize / 2.0) + top;
    return new DetectedFace(
        new Box(x - side / 2, y - side / 2, side, side), DetectedFace.SURE, new float[0]);
  }
}

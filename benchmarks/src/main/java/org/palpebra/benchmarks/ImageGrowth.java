package org.palpebra.benchmarks;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.palpebra.FaceImage;
import org.palpebra.FaceReconstructor;

/** How reconstruction grows with the side of a portrait that the face fills. */
final class ImageGrowth {
  private static final int RENDERED = 1024;

  private ImageGrowth() {}

  /** On one thread. */
  static List<Curve> measure(Reconstructors reconstructors, List<Integer> sides, int rounds) {
    FaceReconstructor reconstructor = reconstructors.of(1);
    StepClock clock = reconstructors.clock(1);
    BufferedImage portrait =
        GroupPhoto.portraits(reconstructor, 1, RENDERED).get(0).photo().toBufferedImage();
    Map<Integer, FaceImage> photos = new TreeMap<>();
    sides.forEach(side -> photos.put(side, scaled(portrait, side)));
    Map<Integer, StepSamples> samples = new TreeMap<>();
    for (int round = -1; round < rounds; round++) {
      for (Map.Entry<Integer, FaceImage> photo : photos.entrySet()) {
        int faces =
            clock.time("reconstruct", () -> reconstructor.reconstruct(photo.getValue())).size();
        if (faces != 1) {
          throw new IllegalStateException(
              "%d faces were found on the portrait of side %d".formatted(faces, photo.getKey()));
        }
        Map<String, Double> lap = clock.lap();
        if (round >= 0) {
          samples.computeIfAbsent(photo.getKey(), side -> new StepSamples()).add(lap);
        }
      }
    }
    return Curve.ofSamples(samples);
  }

  private static FaceImage scaled(BufferedImage picture, int side) {
    BufferedImage out = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = out.createGraphics();
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    g.drawImage(picture, 0, 0, side, side, null);
    g.dispose();
    return FaceImage.of(out);
  }
}

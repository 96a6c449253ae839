package org.palpebra.examples.viewer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.palpebra.FaceReconstructor;
import org.palpebra.PalpebraException;
import org.palpebra.onnx.FaceReconstructors;

/** Bad files get errors that say what would be good ones. */
class PhotoHeadsTest {
  private static final ViewerLimits LIMITS = new ViewerLimits(2_000_000, 100_000, 1, 1);
  private static FaceReconstructor reconstructor;
  private static PhotoHeads heads;

  @BeforeAll
  static void open() {
    reconstructor = FaceReconstructors.open();
    heads = new PhotoHeads(reconstructor, reconstructor, LIMITS, (name, faces) -> Map.of());
  }

  @AfterAll
  static void close() {
    reconstructor.close();
  }

  private static byte[] blank(int width, int height) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "png", out);
    return out.toByteArray();
  }

  private static void fails(byte[] file, String message) {
    PalpebraException e =
        assertThrows(PalpebraException.class, () -> heads.make(file, "me.png", stage -> {}));
    assertEquals(message, e.getMessage());
  }

  @Test
  void badFiles() throws IOException {
    String accepted = "; at most 2 MB and 0.1 million pixels are accepted";
    fails(
        "no image".getBytes(StandardCharsets.US_ASCII),
        "me.png: is not a readable JPEG, PNG, WebP, BMP, GIF or TIFF image" + accepted);
    fails(
        blank(400, 300),
        "me.png: 400×300 pixels are more than the 100000 that are accepted; scale the photo down"
            + accepted);
    byte[] whole = blank(64, 64);
    fails(
        Arrays.copyOf(whole, whole.length - 20),
        "me.png: is truncated, the end of the PNG data is missing" + accepted);
    fails(
        blank(64, 64),
        "me.png: no face found; take a photo on which a face is large, well lit and from the"
            + " front");
  }
}

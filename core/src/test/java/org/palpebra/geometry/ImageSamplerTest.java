package org.palpebra.geometry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import org.junit.jupiter.api.Test;
import org.palpebra.FaceImage;

class ImageSamplerTest {
  private interface Pixel {
    int at(int x, int y, int channel);
  }

  private static FaceImage image(int width, int height, Pixel pixel) {
    byte[] rgb = new byte[3 * width * height];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) pixel.at(i / 3 % width, i / 3 / width, i % 3);
    }
    return new FaceImage(width, height, rgb);
  }

  @Test
  void identityCopies() {
    FaceImage photo = image(7, 7, (x, y, c) -> 30 * x + 5 * y + 80 * c);
    float[] crop = ImageSampler.crop(photo, Similarity.IDENTITY, 7, null);
    for (int i = 0; i < crop.length; i++) {
      int channel = i / 49;
      int pixel = i % 49;
      assertEquals((photo.rgb()[3 * pixel + channel] & 0xff) / 255f, crop[i], 1e-6);
    }
  }

  /** Bilinear samples and their means leave straight ramps as they are. */
  @Property(tries = 60, seed = "1")
  void rampsStayRampsUnderAnySimilarity(
      @ForAll @FloatRange(min = -0.5f, max = 0.5f) float angle,
      @ForAll @FloatRange(min = 0.2f, max = 6) float scale) {
    FaceImage photo = image(120, 120, (x, y, c) -> c == 0 ? 2 * x : c == 1 ? 2 * y : x + y);
    Similarity toPhoto = new Similarity(scale * Math.cos(angle), scale * Math.sin(angle), 0, 0);
    Similarity middle =
        new Similarity(
            toPhoto.a(), toPhoto.b(), 60 - toPhoto.applyX(5, 5), 60 - toPhoto.applyY(5, 5));
    float[] crop = ImageSampler.crop(photo, middle, 10, null);
    for (int i = 0; i < 100; i++) {
      double x = middle.applyX(i % 10 + 0.5, i / 10 + 0.5) - 0.5;
      double y = middle.applyY(i % 10 + 0.5, i / 10 + 0.5) - 0.5;
      assertEquals(2 * x / 255, crop[i], 1e-4);
      assertEquals(2 * y / 255, crop[100 + i], 1e-4);
      assertEquals((x + y) / 255, crop[200 + i], 1e-4);
    }
  }

  @Test
  void shrinkingAveragesInsteadOfPicking() {
    FaceImage checks = image(160, 160, (x, y, c) -> (x + y) % 2 * 255);
    for (double scale : new double[] {2, 4, 10}) {
      Similarity toPhoto = new Similarity(scale, 0, 0, 0);
      float[] crop = ImageSampler.crop(checks, toPhoto, 12, null);
      for (float value : crop) {
        assertEquals(0.5, value, 0.02, "scale " + scale);
      }
    }
  }

  @Test
  void shrinkingByAWholeFactorIsTheMeanOfTheBlock() {
    FaceImage photo = image(40, 40, (x, y, c) -> (x * 37 + y * 91 + c * 17) % 256);
    float[] crop = ImageSampler.crop(photo, new Similarity(8, 0, 0, 0), 5, null);
    for (int i = 0; i < crop.length; i++) {
      double sum = 0;
      for (int k = 0; k < 64; k++) {
        int x = i % 5 * 8 + k % 8;
        int y = i / 5 % 5 * 8 + k / 8;
        sum += photo.rgb()[3 * (y * 40 + x) + i / 25] & 0xff;
      }
      assertEquals(sum / (64 * 255), crop[i], 1e-4);
    }
  }

  @Test
  void edgeGoesOnOutside() {
    FaceImage photo = image(4, 4, (x, y, c) -> x == 0 ? 200 : 100);
    float[] crop = ImageSampler.crop(photo, new Similarity(1, 0, -10, 0), 5, null);
    for (float value : crop) {
      assertEquals(200 / 255f, value, 1e-6);
    }
  }

  /** The way inside the photo and the one at its border compute the same. */
  @Property(tries = 60, seed = "1")
  void edgeIsWhatPixelsWouldBeThatRepeatItToTheBit(
      @ForAll @FloatRange(min = -3, max = 3) float angle,
      @ForAll @FloatRange(min = 0.1f, max = 12) float scale) {
    Pixel pattern = (x, y, c) -> (x * 97 + y * 57 + x * y + c * 31) % 256;
    FaceImage photo = image(40, 30, pattern);
    FaceImage continued =
        image(200, 200, (x, y, c) -> pattern.at(Math.min(x, 39), Math.min(y, 29), c));
    Similarity turned = new Similarity(scale * Math.cos(angle), scale * Math.sin(angle), 0, 0);
    Similarity middle =
        new Similarity(turned.a(), turned.b(), 40 - turned.applyX(4, 4), 30 - turned.applyY(4, 4));
    assertArrayEquals(
        ImageSampler.crop(continued, middle, 8, null), ImageSampler.crop(photo, middle, 8, null));
  }

  @Test
  void onePixelPhotoFillsTheCrop() {
    FaceImage photo = image(1, 1, (x, y, c) -> 51);
    for (float value : ImageSampler.crop(photo, new Similarity(0.01, 0.02, 3, 4), 3, null)) {
      assertEquals(0.2, value, 1e-6);
    }
  }

  @Test
  void refusesWhatDoesNotFit() {
    FaceImage photo = image(2, 2, (x, y, c) -> 0);
    assertThrows(
        IllegalArgumentException.class,
        () -> ImageSampler.crop(photo, Similarity.IDENTITY, 2, new float[23], 12));
    assertThrows(
        IllegalArgumentException.class,
        () -> ImageSampler.crop(photo, new Similarity(Double.NaN, 0, 0, 0), 2, null));
  }
}

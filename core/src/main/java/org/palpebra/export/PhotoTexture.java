package org.palpebra.export;

import java.util.Arrays;
import org.palpebra.FaceImage;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.VertexNormals;
import org.palpebra.model.Coefficients;
import org.palpebra.model.MorphableModel;
import org.palpebra.shading.SphericalHarmonics;

/**
 * Bakes the photo into the model's texture.
 *
 * <p>Each texel's place on the posed mesh is looked up in the photo (bilinear). Where the photo
 * does not show it, the model's albedo under the estimated light fills in, its colours matched to
 * what the photo does show: a gain per channel, then the smooth difference of photo and model
 * carried on into the unseen, so that there is no seam, then the fine detail of the mirrored place
 * where that is seen. Texels outside the islands continue their nearest island, so that mip levels
 * and bilinear filtering do not bleed.
 *
 * <p>Immutable and thread-safe; building one costs a rasterisation, so keep it per model.
 */
public final class PhotoTexture {
  /** Side of the blocks over which the difference of photo and model counts as smooth. */
  private static final int BLOCKS = 64;

  /** Below this share of a piece's texels its own photo colours are not used. */
  private static final double SEEN_ENOUGH = 0.02;

  private final MorphableModel model;
  private final UvMap map;
  private final MirrorMap mirror;
  private final int[] texelsPerPart;
  private final boolean[] lids;

  /**
   * @param model with texture coordinates
   * @param size side of the texture in texels, at least 64
   */
  public PhotoTexture(MorphableModel model, int size) {
    if (model.topology().uv().length == 0) {
      throw new IllegalArgumentException(model.name() + " has no texture coordinates");
    }
    if (size < BLOCKS || size > 8192) {
      throw new IllegalArgumentException(
          "the texture's side must be in %d..8192, got %d".formatted(BLOCKS, size));
    }
    this.model = model;
    map = new UvMap(model, size);
    mirror = new MirrorMap(model, map);
    texelsPerPart = map.texelsPerPart();
    lids = LidBand.texels(model, map);
  }

  /** The texture as the photo shows it, with the photo's light in it. */
  public FaceImage bake(Coefficients coefficients, PhotoView view) {
    return toImage(colours(new FaceMesh(model, coefficients), view));
  }

  /**
   * As {@link #bake}, with the estimated light divided out, for scenes with lights of their own.
   * The brightness of the whole stays.
   */
  public FaceImage bakeWithoutLight(Coefficients coefficients, PhotoView view) {
    float[] colours = colours(new FaceMesh(model, coefficients), view);
    float[] white = new float[model.meanAlbedo().length];
    Arrays.fill(white, 1);
    float[] light = map.interpolate(shaded(coefficients, white), 3);
    for (int k = 0; k < 3; k++) {
      double mean = mean(light, k);
      for (int i = 0; i < map.size() * map.size(); i++) {
        // what is darker than that is rather a wrong estimate than a shadow
        double relative = Math.max(0.4, light[3 * i + k] / mean);
        colours[3 * i + k] = (float) (colours[3 * i + k] / relative);
      }
    }
    return toImage(colours);
  }

  /** The texture of the albedo model alone. */
  public FaceImage albedo(Coefficients coefficients) {
    return toImage(map.interpolate(model.albedo(coefficients, null), 3));
  }

  private double mean(float[] values, int channel) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < map.size() * map.size(); i++) {
      if (map.covers(i)) {
        sum += values[3 * i + channel];
        count++;
      }
    }
    return Math.max(1e-3, sum / Math.max(1, count));
  }

  private float[] shaded(Coefficients coefficients, float[] albedo) {
    float[] shape = model.shape(coefficients, null);
    float[] normals = new VertexNormals(model.topology()).compute(shape, null);
    HeadPose.of(coefficients).rotate(normals, normals);
    return SphericalHarmonics.shade(albedo, normals, coefficients.lighting(), null);
  }

  /** RGB per texel, not yet beyond the islands' borders. */
  private float[] colours(FaceMesh face, PhotoView view) {
    PhotoProjection photo = PhotoProjection.of(face, view, map);
    float[] weights = photo.weights();
    ignoreSlivers(weights);
    float[] colours = map.interpolate(shaded(face.coefficients(), clamped(face)), 3);
    applyGain(colours, photo.colours(), weights);
    float[] difference = new float[colours.length];
    for (int i = 0; i < colours.length; i++) {
      difference[i] = weights[i / 3] > 0 ? photo.colours()[i] - colours[i] : 0;
    }
    rejectScleraOnLids(weights, difference);
    float[] smooth = smooth(difference, weights);
    for (int i = 0; i < weights.length; i++) {
      if (map.covers(i)) {
        blend(i, colours, difference, smooth, weights, photo.colours());
      }
    }
    return colours;
  }

  private float[] clamped(FaceMesh face) {
    float[] albedo = model.albedo(face.coefficients(), null);
    for (int i = 0; i < albedo.length; i++) {
      albedo[i] = Math.max(0, Math.min(1, albedo[i]));
    }
    return albedo;
  }

  private void blend(
      int texel,
      float[] colours,
      float[] difference,
      float[] smooth,
      float[] weights,
      float[] photo) {
    int other = mirror.of(texel);
    float w = weights[texel];
    for (int k = 0; k < 3; k++) {
      int i = 3 * texel + k;
      float detail =
          other < 0 ? 0 : weights[other] * (difference[3 * other + k] - smooth[3 * other + k]);
      colours[i] = w * photo[i] + (1 - w) * (colours[i] + smooth[i] + detail);
    }
  }

  /** What shows through a nearly closed eye is lashes and shadow rather than the eyeball. */
  private void ignoreSlivers(float[] weights) {
    double[] seen = new double[texelsPerPart.length];
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0) {
        seen[map.part(i)] += weights[i];
      }
    }
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0 && seen[map.part(i)] < SEEN_ENOUGH * texelsPerPart[map.part(i)]) {
        weights[i] = 0;
      }
    }
  }

  /**
   * Where a lid's margin lies a little off, the photo shows the white of the eye on lid skin, and
   * the closed lid of the avatar would carry it. So lid texels much brighter than the skin around
   * the eye leads to expect are not believed.
   */
  private void rejectScleraOnLids(float[] weights, float[] difference) {
    float[] beyondLids = weights.clone();
    for (int i = 0; i < weights.length; i++) {
      if (lids[i]) {
        beyondLids[i] = 0;
      }
    }
    float[] expected = smooth(difference, beyondLids);
    for (int i = 0; i < weights.length; i++) {
      if (lids[i] && weights[i] > 0) {
        float brighter = luminance(difference, i) - luminance(expected, i);
        weights[i] *= 1 - PhotoProjection.smoothstep(0.05f, 0.15f, brighter);
      }
    }
  }

  private static float luminance(float[] rgb, int texel) {
    return 0.299f * rgb[3 * texel] + 0.587f * rgb[3 * texel + 1] + 0.114f * rgb[3 * texel + 2];
  }

  /** Matches the model's mean colour to the photo's; of eyes and teeth only the brightness. */
  private void applyGain(float[] colours, float[] photo, float[] weights) {
    double[] ofModel = new double[3];
    double[] ofPhoto = new double[3];
    for (int i = 0; i < colours.length; i++) {
      if (weights[i / 3] > 0 && map.part(i / 3) == 0) {
        ofModel[i % 3] += weights[i / 3] * colours[i];
        ofPhoto[i % 3] += weights[i / 3] * photo[i];
      }
    }
    float[] gain = new float[3];
    for (int k = 0; k < 3; k++) {
      gain[k] = ofModel[k] > 1 ? (float) Math.max(0.2, Math.min(5, ofPhoto[k] / ofModel[k])) : 1;
    }
    float brightness = Math.max(0.5f, Math.min(1.2f, (gain[0] + gain[1] + gain[2]) / 3));
    for (int i = 0; i < colours.length; i++) {
      if (map.covers(i / 3)) {
        colours[i] *= map.part(i / 3) == 0 ? gain[i % 3] : brightness;
      }
    }
  }

  /** The low frequencies of the difference, carried on where it is not known, piece by piece. */
  private float[] smooth(float[] difference, float[] weights) {
    int size = map.size();
    float[] out = new float[difference.length];
    for (int part = 0; part < texelsPerPart.length; part++) {
      float[] blocks = new float[3 * BLOCKS * BLOCKS];
      float[] blockWeights = new float[BLOCKS * BLOCKS];
      for (int i = 0; i < weights.length; i++) {
        if (weights[i] > 0 && map.part(i) == part) {
          int block = i / size * BLOCKS / size * BLOCKS + i % size * BLOCKS / size;
          blockWeights[block] += weights[i];
          for (int k = 0; k < 3; k++) {
            blocks[3 * block + k] += weights[i] * difference[3 * i + k];
          }
        }
      }
      normalise(blocks, blockWeights, (float) size * size / (BLOCKS * BLOCKS));
      PullPush.fill(blocks, blockWeights, BLOCKS, BLOCKS, 3);
      spread(blocks, part, out);
    }
    return out;
  }

  private static void normalise(float[] blocks, float[] weights, float full) {
    for (int b = 0; b < weights.length; b++) {
      if (weights[b] > 0) {
        for (int k = 0; k < 3; k++) {
          blocks[3 * b + k] /= weights[b];
        }
        weights[b] = Math.min(1, 4 * weights[b] / full);
      }
    }
  }

  private void spread(float[] blocks, int part, float[] out) {
    int size = map.size();
    float scale = (float) BLOCKS / size;
    float[] colour = new float[3];
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        int i = y * size + x;
        if (map.covers(i) && map.part(i) == part) {
          PullPush.bilinear(
              blocks, BLOCKS, BLOCKS, 3, (x + 0.5f) * scale, (y + 0.5f) * scale, colour);
          System.arraycopy(colour, 0, out, 3 * i, 3);
        }
      }
    }
  }

  private FaceImage toImage(float[] colours) {
    int size = map.size();
    float[] covered = new float[size * size];
    for (int i = 0; i < covered.length; i++) {
      covered[i] = map.covers(i) ? 1 : 0;
    }
    PullPush.fill(colours, covered, size, size, 3);
    byte[] rgb = new byte[colours.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) Math.round(255 * Math.max(0, Math.min(1, colours[i])));
    }
    return new FaceImage(size, size, rgb);
  }
}

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
 * does not show it, the model's albedo fills in, under the estimated light as far as the seen side
 * vouches for it, its colours matched to what the photo does show: a gain per channel, then the
 * smooth difference of photo and model, carried on over the surface into the unseen and drawn
 * towards that of the mirrored place, so that there is no seam, then the fine detail of the
 * mirrored place where that is seen. Hair and background are not carried on: an unseen side is
 * skin. Texels outside the islands continue their nearest island, so that mip levels and bilinear
 * filtering do not bleed.
 *
 * <p>Immutable and thread-safe; building one costs a rasterisation, so keep it per model.
 */
public final class PhotoTexture {
  private static final int SMALLEST = 64;

  /** Below this share of a piece's texels its own photo colours are not used. */
  private static final double SEEN_ENOUGH = 0.02;

  /** Differences of photo and model, in parts of white, that skin has and that it hardly has. */
  private static final float USUAL = 0.1f;

  private static final float UNUSUAL = 0.3f;

  /** How little the unusual counts where nothing is seen. */
  private static final float DOUBT = 0.6f;

  /** A prime, so that every column is met. */
  private static final int STRIDE = 13;

  private final MorphableModel model;
  private final UvMap map;
  private final MirrorMap mirror;
  private final SurfaceField surface;
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
    if (size < SMALLEST || size > 8192) {
      throw new IllegalArgumentException(
          "the texture's side must be in %d..8192, got %d".formatted(SMALLEST, size));
    }
    this.model = model;
    map = new UvMap(model, size);
    mirror = new MirrorMap(model, map);
    surface = new SurfaceField(model, map, mirror);
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
    float[] light = map.interpolate(light(coefficients), 3);
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

  /** What white skin would show at each vertex, RGB. */
  private float[] light(Coefficients coefficients) {
    float[] shape = model.shape(coefficients, null);
    float[] normals = new VertexNormals(model.topology()).compute(shape, null);
    HeadPose.of(coefficients).rotate(normals, normals);
    float[] white = new float[normals.length];
    Arrays.fill(white, 1);
    return SphericalHarmonics.shade(white, normals, coefficients.lighting(), null);
  }

  /**
   * The model's colours per texel, under the estimated light as far as the photo vouches for it.
   */
  private float[] lit(Coefficients coefficients, float[] weights) {
    float[] light = map.interpolate(light(coefficients), 3);
    float[] out = map.interpolate(clampedAlbedo(coefficients), 3);
    for (int k = 0; k < 3; k++) {
      float[] range = seenRange(light, weights, k);
      for (int i = k; i < out.length; i += 3) {
        out[i] *= Math.max(range[0], Math.min(range[1], light[i]));
      }
    }
    return out;
  }

  /** What all but the outermost twentieths of the seen texels of the face lie between. */
  private float[] seenRange(float[] values, float[] weights, int channel) {
    float[] seen = seen(values, weights, channel);
    int n = seen.length;
    return n == 0 ? new float[] {1, 1} : new float[] {seen[n / 20], seen[n - 1 - n / 20]};
  }

  /** RGB per texel, not yet beyond the islands' borders. */
  private float[] colours(FaceMesh face, PhotoView view) {
    PhotoProjection photo = PhotoProjection.of(face, view, map);
    float[] weights = photo.weights();
    ignoreSlivers(weights);
    float[] colours = lit(face.coefficients(), weights);
    applyGain(colours, photo.colours(), weights);
    float[] difference = new float[colours.length];
    for (int i = 0; i < colours.length; i++) {
      difference[i] = weights[i / 3] > 0 ? photo.colours()[i] - colours[i] : 0;
    }
    rejectEyesOnLids(weights, difference, photo.facing());
    float[] around = surface.spread(difference, seen(weights), null);
    rejectBackground(weights, difference, around, photo.facing());
    float[] smooth =
        surface.spread(difference, trusted(difference, weights), usual(difference, weights));
    for (int i = 0; i < weights.length; i++) {
      if (map.covers(i)) {
        blend(i, colours, difference, smooth, weights, photo.colours());
      }
    }
    return colours;
  }

  private float[] clampedAlbedo(Coefficients coefficients) {
    float[] albedo = model.albedo(coefficients, null);
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
   * Where a lid's margin lies a little off, the photo shows the white of the eye or lashes on lid
   * skin, and the closed lid of the avatar would carry them. So lid texels much brighter than the
   * skin around the eye leads to expect are not believed, nor those of folded lids that are much
   * darker.
   */
  private void rejectEyesOnLids(float[] weights, float[] difference, float[] facing) {
    float[] beyondLids = weights.clone();
    for (int i = 0; i < weights.length; i++) {
      if (lids[i]) {
        beyondLids[i] = 0;
      }
    }
    float[] expected = surface.spread(difference, trusted(difference, beyondLids), null);
    for (int i = 0; i < weights.length; i++) {
      if (lids[i] && weights[i] > 0) {
        float brighter = luminance(difference, i) - luminance(expected, i);
        weights[i] *= 1 - PhotoProjection.smoothstep(0.05f, 0.15f, brighter);
        weights[i] *= 1 - slanted(facing[i]) * PhotoProjection.smoothstep(0.1f, 0.25f, -brighter);
      }
    }
  }

  /**
   * Where the outline of the head lies a little off, the photo shows the background inside it. So
   * what is slanted is not believed where it has another hue than the skin or differs much from the
   * mirrored place and that is seen better.
   */
  private void rejectBackground(
      float[] weights, float[] difference, float[] around, float[] facing) {
    float[] usual = usual(difference, weights);
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0 && map.part(i) == 0) {
        float slanted = slanted(facing[i]);
        weights[i] *= 1 - slanted * unlike(hue(difference, i), hue(usual, 0));
        int other = mirror.of(i);
        if (other >= 0) {
          float worse = PhotoProjection.smoothstep(0.05f, 0.25f, facing[other] - facing[i]);
          weights[i] *= 1 - slanted * worse * unlike(colour(around, i), colour(around, other));
        }
      }
    }
  }

  private static float slanted(float facing) {
    return 1 - PhotoProjection.smoothstep(0.5f, 0.8f, facing);
  }

  private static float[] seen(float[] weights) {
    float[] seen = new float[weights.length];
    for (int i = 0; i < seen.length; i++) {
      seen[i] = weights[i] > 0 ? 1 : 0;
    }
    return seen;
  }

  /** From 0, nearly the same, to 1. */
  private static float unlike(float[] a, float[] b) {
    float off = 0;
    for (int k = 0; k < 3; k++) {
      off = Math.max(off, Math.abs(a[k] - b[k]));
    }
    return PhotoProjection.smoothstep(USUAL, 2 * USUAL, off);
  }

  private static float[] colour(float[] rgb, int texel) {
    return new float[] {rgb[3 * texel], rgb[3 * texel + 1], rgb[3 * texel + 2]};
  }

  /** A colour without its brightness. */
  private static float[] hue(float[] rgb, int texel) {
    float[] hue = colour(rgb, texel);
    float mean = (hue[0] + hue[1] + hue[2]) / 3;
    return new float[] {hue[0] - mean, hue[1] - mean, hue[2] - mean};
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

  /**
   * Weights for carrying the difference on into the unseen: hair, brows, teeth and background, far
   * from what most of the skin shows, are not to be carried far.
   */
  private float[] trusted(float[] difference, float[] weights) {
    float[] usual = usual(difference, weights);
    float[] trust = weights.clone();
    for (int i = 0; i < trust.length; i++) {
      if (trust[i] > 0 && map.part(i) == 0) {
        float off = unusual(colour(difference, i), usual);
        trust[i] *= 1 - DOUBT * PhotoProjection.smoothstep(USUAL, UNUSUAL, off);
      }
    }
    return trust;
  }

  /** By how much a colour is darker or of another hue; brighter skin is skin in the light. */
  private static float unusual(float[] colour, float[] usual) {
    float[] hue = hue(colour, 0);
    float[] usualHue = hue(usual, 0);
    float off = 0;
    for (int k = 0; k < 3; k++) {
      off = Math.max(off, Math.max(usual[k] - colour[k], Math.abs(hue[k] - usualHue[k])));
    }
    return off;
  }

  /** The median of each channel over the face's well seen texels. */
  private float[] usual(float[] values, float[] weights) {
    float[] usual = new float[3];
    for (int k = 0; k < 3; k++) {
      float[] seen = seen(values, weights, k);
      usual[k] = seen.length == 0 ? 0 : seen[seen.length / 2];
    }
    return usual;
  }

  /** A sample of one channel at the face's well seen texels, ascending. */
  private float[] seen(float[] values, float[] weights, int channel) {
    float[] some = new float[weights.length / STRIDE + 1];
    int n = 0;
    for (int i = 0; i < weights.length; i += STRIDE) {
      if (weights[i] > 0.5f && map.part(i) == 0) {
        some[n++] = values[3 * i + channel];
      }
    }
    Arrays.sort(some, 0, n);
    return Arrays.copyOf(some, n);
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

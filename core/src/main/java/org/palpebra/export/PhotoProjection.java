package org.palpebra.export;

import org.palpebra.FaceImage;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.VertexNormals;
import org.palpebra.model.MorphableModel;
import org.palpebra.raster.FragmentBuffer;
import org.palpebra.raster.Rasterizer;

/**
 * What a photo shows of each texel.
 *
 * @param colours RGB in [0, 1] per texel, 0 where the weight is 0
 * @param weights trust in the colour per texel, in [0, 1]: 0 where the place is hidden, turned away
 *     or outside the photo, falling off smoothly towards such places
 * @param facing cosine between normal and sight per texel, 0 where no triangle lies
 */
record PhotoProjection(float[] colours, float[] weights, float[] facing) {
  /** Longer side of the depth buffer in pixels. */
  private static final int DEPTH_SIZE = 640;

  /** Cosine of the angle between normal and sight from which a colour begins to count. */
  private static final float GRAZING = 0.15f;

  /** Cosine from which it counts fully. */
  private static final float FACING = 0.5f;

  /** Cosine below which a place may lie at the face's outline. */
  private static final float SLANTED = 0.6f;

  /** Pixels of the depth buffer within which the outline, if a little off, shows what is behind. */
  private static final int RIM = 5;

  /** Millimetres by which a surface behind an outline is farther away. */
  private static final float BEHIND = 15;

  /** Two surfaces closer than this many millimetres hide nothing of each other. */
  private static final float DEPTH_TOLERANCE = 1.5f;

  static PhotoProjection of(FaceMesh face, PhotoView view, UvMap map) {
    MorphableModel model = face.model();
    HeadPose pose = HeadPose.of(face.coefficients());
    float[] posed = pose.apply(model.shape(face.coefficients(), null), null);
    float[] normals = new VertexNormals(model.topology()).compute(posed, null);
    float[] screen = view.toScreen(posed);
    float[] bounds = bounds(screen);
    DepthView depth = DepthView.of(screen, bounds, model.topology().triangles());
    double ratio = pixelsPerTexel(screen, model, map.size());
    PhotoSampler sampler = new PhotoSampler(view.photo(), bounds, ratio);

    float[] positions = map.interpolate(posed, 3);
    float[] directions = map.interpolate(normals, 3);
    int texels = map.size() * map.size();
    float[] colours = new float[3 * texels];
    float[] weights = new float[texels];
    float[] facing = new float[texels];
    float[] colour = new float[3];
    float[] place = new float[3];
    float[] position = new float[3];
    for (int i = 0; i < texels; i++) {
      if (!map.covers(i)) {
        continue;
      }
      System.arraycopy(positions, 3 * i, position, 0, 3);
      project(position, view, place);
      float cosine = cosine(directions, positions, i, view.camera());
      facing[i] = cosine;
      if (cosine > GRAZING
          && inside(view.photo(), place[0], place[1])
          && depth.sees(place[0], place[1], place[2], cosine, map, i)
          && !(cosine < SLANTED && depth.atOutline(place[0], place[1], place[2]))) {
        weights[i] = smoothstep(GRAZING, FACING, cosine);
        sampler.sample(place[0], place[1], colour);
        System.arraycopy(colour, 0, colours, 3 * i, 3);
      }
    }
    Feather.apply(weights, map);
    return new PhotoProjection(colours, weights, facing);
  }

  /** Projecting the interpolated point, not interpolating the projections, keeps perspective. */
  private static void project(float[] position, PhotoView view, float[] place) {
    PerspectiveCamera camera = view.camera();
    float depth = camera.distance() - position[2];
    double u = camera.centerX() + camera.focal() * position[0] / depth;
    double v = camera.centerY() - camera.focal() * position[1] / depth;
    place[0] = (float) view.cropToPhoto().applyX(u, v);
    place[1] = (float) view.cropToPhoto().applyY(u, v);
    place[2] = depth;
  }

  static float smoothstep(float from, float to, float x) {
    float t = Math.max(0, Math.min(1, (x - from) / (to - from)));
    return t * t * (3 - 2 * t);
  }

  private static boolean inside(FaceImage photo, float x, float y) {
    return x >= 1 && y >= 1 && x <= photo.width() - 1 && y <= photo.height() - 1;
  }

  private static float cosine(
      float[] normals, float[] positions, int texel, PerspectiveCamera camera) {
    int i = 3 * texel;
    float sx = -positions[i];
    float sy = -positions[i + 1];
    float sz = camera.distance() - positions[i + 2];
    float dot = normals[i] * sx + normals[i + 1] * sy + normals[i + 2] * sz;
    double square =
        ((double) sx * sx + sy * sy + sz * sz)
            * ((double) normals[i] * normals[i]
                + normals[i + 1] * normals[i + 1]
                + normals[i + 2] * normals[i + 2]);
    return square > 0 ? (float) (dot / Math.sqrt(square)) : 0;
  }

  /** Left, top, right, bottom of points {@code x,y,depth}. */
  static float[] bounds(float[] screen) {
    float[] b = {
      Float.POSITIVE_INFINITY,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.NEGATIVE_INFINITY
    };
    for (int i = 0; i < screen.length; i += 3) {
      b[0] = Math.min(b[0], screen[i]);
      b[1] = Math.min(b[1], screen[i + 1]);
      b[2] = Math.max(b[2], screen[i]);
      b[3] = Math.max(b[3], screen[i + 1]);
    }
    return b;
  }

  /** Side of a photo area over the side of the texture area that shows it, triangles facing us. */
  private static double pixelsPerTexel(float[] screen, MorphableModel model, int size) {
    int[] triangles = model.topology().triangles();
    float[] uv = model.topology().uv();
    double photoArea = 0;
    double textureArea = 0;
    for (int t = 0; t < triangles.length; t += 3) {
      int a = triangles[t];
      int b = triangles[t + 1];
      int c = triangles[t + 2];
      double area = -cross(screen, 3, a, b, c);
      if (area > 0) {
        photoArea += area;
        textureArea += Math.abs(cross(uv, 2, a, b, c)) * size * size;
      }
    }
    return textureArea > 0 ? Math.sqrt(photoArea / textureArea) : 1;
  }

  private static double cross(float[] p, int stride, int a, int b, int c) {
    double ux = p[stride * b] - p[stride * a];
    double uy = p[stride * b + 1] - p[stride * a + 1];
    double wx = p[stride * c] - p[stride * a];
    double wy = p[stride * c + 1] - p[stride * a + 1];
    return ux * wy - uy * wx;
  }

  /** The face as the camera sees it, at its own resolution. */
  private record DepthView(float left, float top, float scale, FragmentBuffer fragments) {
    static DepthView of(float[] screen, float[] bounds, int[] triangles) {
      float scale =
          DEPTH_SIZE / Math.max(1, Math.max(bounds[2] - bounds[0], bounds[3] - bounds[1]));
      float[] scaled = screen.clone();
      for (int i = 0; i < scaled.length; i += 3) {
        scaled[i] = scale * (scaled[i] - bounds[0]);
        scaled[i + 1] = scale * (scaled[i + 1] - bounds[1]);
      }
      FragmentBuffer fragments =
          new Rasterizer(DEPTH_SIZE, DEPTH_SIZE).rasterize(scaled, triangles, null);
      return new DepthView(bounds[0], bounds[1], scale, fragments);
    }

    /**
     * Whether nothing lies in front of that texel, nor beside it within a pixel. Pieces hide each
     * other however close they are: lids lie on their eyeball.
     */
    boolean sees(float x, float y, float depth, float cosine, UvMap map, int texel) {
      int px = (int) (scale * (x - left));
      int py = (int) (scale * (y - top));
      // a slanted surface changes its depth within a pixel, which is about 0.4 mm wide
      float tolerance = DEPTH_TOLERANCE + 0.4f / Math.max(cosine, GRAZING);
      for (int dy = -1; dy <= 1; dy++) {
        for (int dx = -1; dx <= 1; dx++) {
          if (hides(px + dx, py + dy, depth, tolerance, map, map.part(texel))) {
            return false;
          }
        }
      }
      return true;
    }

    /** Whether that place has nothing, or something far behind it, beside it. */
    boolean atOutline(float x, float y, float depth) {
      int px = (int) (scale * (x - left));
      int py = (int) (scale * (y - top));
      for (int dy = -1; dy <= 1; dy++) {
        for (int dx = -1; dx <= 1; dx++) {
          if (behind(px + dx * RIM / 2, py + dy * RIM / 2, depth)
              || behind(px + dx * RIM, py + dy * RIM, depth)) {
            return true;
          }
        }
      }
      return false;
    }

    private boolean behind(int x, int y, float depth) {
      return x < 0
          || y < 0
          || x >= DEPTH_SIZE
          || y >= DEPTH_SIZE
          || fragments.depth()[y * DEPTH_SIZE + x] > depth + BEHIND;
    }

    private boolean hides(int x, int y, float depth, float tolerance, UvMap map, int part) {
      if (x < 0 || y < 0 || x >= DEPTH_SIZE || y >= DEPTH_SIZE) {
        return false;
      }
      int pixel = y * DEPTH_SIZE + x;
      if (!fragments.covers(pixel)) {
        return false;
      }
      boolean samePart = map.partOfTriangle(fragments.triangles()[pixel]) == part;
      return fragments.depth()[pixel] < depth - (samePart ? tolerance : 0);
    }
  }
}

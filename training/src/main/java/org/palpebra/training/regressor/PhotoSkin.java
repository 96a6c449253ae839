package org.palpebra.training.regressor;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.palpebra.FaceImage;
import org.palpebra.PalpebraException;
import org.palpebra.geometry.HeadPose;
import org.palpebra.geometry.ImageSampler;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.Similarity;
import org.palpebra.geometry.VertexNormals;
import org.palpebra.model.Coefficients;
import org.palpebra.model.MorphableModel;
import org.palpebra.raster.FragmentBuffer;
import org.palpebra.raster.Rasterizer;
import org.palpebra.training.data.SkinColours;
import org.palpebra.training.data.SkinRegion;

/**
 * Skin on photos: where the fitted face model has skin, as far as the colour is that of the face
 * ({@link SkinColours}). Thread-safe.
 */
final class PhotoSkin {
  /** Side of a mask over that of the canonical crop: also what jittered crops show beside it. */
  private static final double EXTENT = 1.35;

  /** Shares of the way from brows to chin between which cheeks and nose are skin most likely. */
  private static final double CORE_TOP = 0.35;

  private static final double CORE_BOTTOM = 0.62;

  private final MorphableModel model;
  private final PerspectiveCamera camera;
  private final int side;
  private final PerspectiveCamera wide;
  private final VertexNormals normals;
  private final boolean[] skin;

  /**
   * @param camera of the canonical crop
   */
  PhotoSkin(MorphableModel model, PerspectiveCamera camera) {
    this.model = model;
    this.camera = camera;
    side = (int) Math.round(EXTENT * camera.size());
    float margin = (side - camera.size()) / 2f;
    wide =
        new PerspectiveCamera(
            side,
            camera.focal(),
            camera.centerX() + margin,
            camera.centerY() + margin,
            camera.distance());
    normals = new VertexNormals(model.topology());
    skin = SkinRegion.triangles(model.topology());
  }

  /**
   * The skin of a face.
   *
   * @param coefficients fitted, in the canonical crop
   * @param cropToPhoto the canonical crop
   */
  SkinMask of(FaceImage photo, Coefficients coefficients, Similarity cropToPhoto) {
    Similarity maskToPhoto = maskToPhoto(cropToPhoto);
    float[] rgb = ImageSampler.crop(photo, maskToPhoto, side, null);
    boolean[] face = new boolean[side * side];
    boolean[] core = new boolean[side * side];
    float[] directions = outline(coefficients, face, core);
    return mask(SkinColours.probabilities(rgb, directions, face, core), maskToPhoto);
  }

  private Similarity maskToPhoto(Similarity cropToPhoto) {
    double margin = (side - camera.size()) / 2.0;
    return cropToPhoto.after(new Similarity(1, 0, -margin, -margin));
  }

  private SkinMask mask(float[] weights, Similarity maskToPhoto) {
    byte[] bytes = new byte[side * side];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.round(255 * weights[i]);
    }
    return new SkinMask(bytes, side, maskToPhoto);
  }

  /** Marks the model's skin and gives the directions of its surface. */
  private float[] outline(Coefficients coefficients, boolean[] face, boolean[] core) {
    float[] posed = HeadPose.of(coefficients).apply(model.shape(coefficients, null), null);
    float[] screen = wide.toScreen(posed, null);
    int[] triangles = model.topology().triangles();
    FragmentBuffer seen = new Rasterizer(side, side).rasterize(screen, triangles, null);
    float[] mean = model.meanShape();
    int[] landmarks = model.landmarks().vertices();
    float brows = (mean[3 * landmarks[19] + 1] + mean[3 * landmarks[24] + 1]) / 2;
    float chin = mean[3 * landmarks[8] + 1];
    for (int p = 0; p < face.length; p++) {
      face[p] = seen.covers(p) && skin[seen.triangles()[p]];
      if (face[p]) {
        float y = mean[3 * triangles[3 * seen.triangles()[p]] + 1];
        double down = (brows - y) / (brows - chin);
        core[p] = down > CORE_TOP && down < CORE_BOTTOM;
      }
    }
    return seen.interpolate(screen, triangles, normals.compute(posed, null), 3, null);
  }

  /** Where the mask of a photo may lie: {@code NAME-skin.png} beside {@code NAME.jpg}. */
  static Path fileOf(Path photo) {
    String name = photo.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return photo.resolveSibling((dot < 0 ? name : name.substring(0, dot)) + "-skin.png");
  }

  /**
   * The mask that lies beside a photo, or null.
   *
   * @throws PalpebraException if it is no picture of the photo's size
   */
  static @Nullable FaceImage beside(Path photo, FaceImage image) {
    Path file = fileOf(photo);
    if (!Files.exists(file)) {
      return null;
    }
    BufferedImage mask;
    try {
      mask = ImageIO.read(file.toFile());
    } catch (IOException e) {
      throw new PalpebraException(file + ": cannot be read: " + e.getMessage(), e);
    }
    if (mask == null || mask.getWidth() != image.width() || mask.getHeight() != image.height()) {
      throw new PalpebraException(
          "%s: no picture of %d×%d pixels, as %s is; give a mask of the photo's size or none"
              .formatted(file, image.width(), image.height(), photo.getFileName()));
    }
    return FaceImage.of(mask);
  }

  /** A mask that is a picture, white on skin, cut to what is needed of it. */
  SkinMask of(FaceImage mask, Similarity cropToPhoto) {
    Similarity maskToPhoto = maskToPhoto(cropToPhoto);
    return mask(ImageSampler.crop(mask, maskToPhoto, side, null), maskToPhoto);
  }
}

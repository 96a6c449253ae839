package org.palpebra.training.regressor;

import org.palpebra.FaceImage;
import org.palpebra.geometry.ImageSampler;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.Similarity;

/** Cuts large photos down to what training crops can show of them, so that many fit in memory. */
final class Cutout {
  /** Photos of so many pixels are left as they are. */
  private static final int SMALL = 1024 * 1024;

  /** Side of the cut over that of the canonical crop. */
  private static final double EXTENT = 2;

  /** Pixels of a cut per pixel of the crop, at most. */
  private static final double DETAIL = 2;

  private Cutout() {}

  /**
   * The face in a smaller picture, or the face itself if its photo is small.
   *
   * @param camera of the canonical crop
   */
  static TrainingFace of(TrainingFace face, PerspectiveCamera camera) {
    FaceImage photo = face.photo();
    double detail = Math.min(DETAIL, face.cropToPhoto().scale());
    int side = (int) Math.ceil(EXTENT * detail * camera.size());
    if (photo.width() * photo.height() <= Math.max(SMALL, side * side)) {
      return face;
    }
    double margin = (EXTENT - 1) / 2 * camera.size();
    Similarity cutToCrop = new Similarity(1 / detail, 0, -margin, -margin);
    Similarity cutToPhoto = face.cropToPhoto().after(cutToCrop);
    float[] planes = ImageSampler.crop(photo, cutToPhoto, side, null);
    byte[] rgb = new byte[planes.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) Math.round(255 * planes[i % 3 * side * side + i / 3]);
    }
    Similarity photoToCut = cutToPhoto.inverse();
    SkinMask skin = face.skin();
    return new TrainingFace(
        new FaceImage(side, side, rgb),
        cutToCrop.inverse(),
        face.coefficients(),
        photoToCut.apply(face.landmarks()),
        face.landmarkWeights(),
        face.pairWeights(),
        face.supervision(),
        face.openness(),
        photoToCut.apply(face.eyeCentres()),
        face.eyeWeight(),
        skin == null
            ? null
            : new SkinMask(skin.weights(), skin.side(), photoToCut.after(skin.maskToPhoto())));
  }
}

package org.palpebra.examples.viewer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.palpebra.FaceImage;
import org.palpebra.FaceReconstruction;
import org.palpebra.FaceReconstructor;
import org.palpebra.PalpebraException;
import org.palpebra.export.FaceMesh;
import org.palpebra.export.GlbWriter;
import org.palpebra.export.Overlay;
import org.palpebra.export.PhotoTexture;
import org.palpebra.export.PhotoView;
import org.palpebra.model.MorphableModel;
import org.palpebra.onnx.opencv.ImageReader;

/**
 * Makes {@code result.json}, {@code overlay.png} and a {@code face-N.glb} per face, with ELAM; the
 * pictures and heads without it are {@code overlay-before.png} and {@code face-N-before.glb}.
 * {@code photo.png} is the photo as large as the overlays, {@code photo.json} the size that it has.
 * Thread-safe.
 */
public final class PhotoHeads implements HeadMaker {
  private static final int TEXTURE_SIDE = 1024;

  private final FaceReconstructor after;
  private final FaceReconstructor before;
  private final ViewerLimits limits;
  private final BiFunction<String, List<FaceReconstruction>, Object> contract;
  private final @Nullable PhotoTexture texture;

  /**
   * @param after with ELAM; both stay the caller's
   * @param before the same without ELAM
   * @param limits of which the pixels hold here
   * @param contract what {@code result.json} holds, from the photo's name and the faces with ELAM
   */
  public PhotoHeads(
      FaceReconstructor after,
      FaceReconstructor before,
      ViewerLimits limits,
      BiFunction<String, List<FaceReconstruction>, Object> contract) {
    this.after = after;
    this.before = before;
    this.contract = contract;
    this.limits = limits;
    MorphableModel model = after.model();
    texture = model.topology().uv().length == 0 ? null : new PhotoTexture(model, TEXTURE_SIDE);
  }

  @Override
  public Map<String, Content> make(byte[] file, String name, Stages stages) {
    stages.enter("Reading the photo");
    FaceImage photo = read(file, name);
    stages.enter("Reconstructing");
    List<FaceReconstruction> refined = after.reconstruct(photo);
    if (refined.isEmpty()) {
      throw new PalpebraException(
          name
              + ": no face found; take a photo on which a face is large, well lit and from the front");
    }
    stages.enter("Reconstructing without ELAM");
    List<FaceReconstruction> regressed = withoutElam(photo, refined);
    Map<String, Content> files = new HashMap<>();
    files.put("result.json", json(contract.apply(name, refined)));
    files.put("photo.json", json(Map.of("width", photo.width(), "height", photo.height())));
    stages.enter("Drawing the overlays");
    files.put("photo.png", overlay(photo, List.of()));
    files.put("overlay.png", overlay(photo, refined));
    files.put("overlay-before.png", overlay(photo, regressed));
    for (int i = 0; i < refined.size(); i++) {
      stages.enter(
          refined.size() == 1
              ? "Texturing the head"
              : "Texturing head %d of %d".formatted(i + 1, refined.size()));
      files.put("face-%d.glb".formatted(i + 1), head(photo, refined.get(i), name));
      files.put("face-%d-before.glb".formatted(i + 1), head(photo, regressed.get(i), name));
    }
    return files;
  }

  private FaceImage read(byte[] file, String name) {
    try {
      return new ImageReader(limits.pixels()).decode(file, name);
    } catch (PalpebraException e) {
      throw new PalpebraException(e.getMessage() + "; " + limits.accepted(), e);
    }
  }

  /** The same faces in the same order: up to the lids, both do exactly the same. */
  private List<FaceReconstruction> withoutElam(FaceImage photo, List<FaceReconstruction> faces) {
    List<FaceReconstruction> regressed = before.reconstruct(photo);
    if (regressed.size() != faces.size()) {
      throw new IllegalStateException(
          "%d faces with ELAM, %d without".formatted(faces.size(), regressed.size()));
    }
    return regressed;
  }

  private static Content overlay(FaceImage photo, List<FaceReconstruction> faces) {
    Overlay overlay = new Overlay(photo);
    for (FaceReconstruction face : faces) {
      overlay.draw(FaceMesh.of(face), PhotoView.of(photo, face), face.landmarks());
    }
    return content("overlay.png", out -> ImageIO.write(overlay.image(), "png", out));
  }

  private Content head(FaceImage photo, FaceReconstruction face, String name) {
    FaceImage skin =
        texture == null ? null : texture.bake(face.coefficients(), PhotoView.of(photo, face));
    Map<String, String> provenance = new TreeMap<>(face.provenance());
    provenance.put("photo", name);
    GlbWriter writer = new GlbWriter().withProvenance(provenance);
    return content("head.glb", out -> writer.write(out, FaceMesh.of(face), skin));
  }

  private static Content json(Object value) {
    return Content.of("x.json", Answers.bytes(value));
  }

  /** Something that is written to a stream. */
  @FunctionalInterface
  private interface Writing {
    void to(ByteArrayOutputStream out) throws IOException;
  }

  private static Content content(String name, Writing writing) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      writing.to(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Content.of(name, out.toByteArray());
  }
}

package org.palpebra.examples.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.palpebra.FaceImage;
import org.palpebra.PalpebraException;
import org.palpebra.export.FaceMesh;
import org.palpebra.export.GlbWriter;
import org.palpebra.export.ObjWriter;
import org.palpebra.export.Overlay;
import org.palpebra.export.PhotoTexture;
import org.palpebra.export.PhotoView;
import org.palpebra.fitting.LandmarkFit;
import org.palpebra.fitting.LandmarkFitter;
import org.palpebra.fitting.PointsFile;
import org.palpebra.geometry.PerspectiveCamera;
import org.palpebra.geometry.Similarity;
import org.palpebra.model.Coefficients;
import org.palpebra.model.MorphableModel;
import org.palpebra.onnx.opencv.ImageReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code model fit}: a face from 68 landmarks, without a network. */
@Command(
    name = "fit",
    description = {
      "Fits pose, identity and expression of a model to 68 landmarks.",
      "Writes NAME-fit.glb, NAME-fit.obj and NAME-fit.json, and with --image NAME-fit-overlay.png"
          + " and the photo as texture; NAME is the landmark file's."
    })
final class ModelFitCommand implements Runnable {
  private static final int TEXTURE_SIDE = 1024;

  /** What a photo of unknown size spans, in sizes of the face. */
  private static final float PHOTO_PER_FACE = 3;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private CommonOptions options = new CommonOptions();

  @Mixin private ModelSource source = new ModelSource();

  @Option(
      names = "--landmarks",
      required = true,
      paramLabel = "FILE",
      description = "68 landmarks in iBUG's .pts format.")
  private Path landmarks = Path.of("");

  @Option(names = "--image", paramLabel = "PHOTO", description = "The photo they lie on.")
  private @Nullable Path image;

  @Option(
      names = "--focal",
      paramLabel = "PIXELS",
      description =
          "The photo's focal length (default: 1.2 times its longer side; without a photo one three"
              + " times as large as the face is assumed).")
  private @Nullable Float focal;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for the results; made if it is not there.")
  private Path out = Path.of("");

  @Override
  public void run() {
    if (focal != null && !(focal > 0 && Float.isFinite(focal))) {
      throw new ParameterException(spec.commandLine(), "--focal must be positive, got " + focal);
    }
    MorphableModel model = source.read(options);
    float[] target = PointsFile.read(landmarks);
    FaceImage photo = image == null ? null : new ImageReader().read(image);
    LandmarkFit fit = fit(model, target, photo);
    Map<String, Object> json = json(model, fit);
    write(new FaceMesh(model, fit.coefficients()), fit, photo, json);
    options.writeJson(json);
    PrintWriter console = spec.commandLine().getOut();
    console.printf(Locale.ROOT, "%s: mean landmark error %.2f px%n", landmarks, fit.meanError());
    console.flush();
  }

  private LandmarkFit fit(MorphableModel model, float[] target, @Nullable FaceImage photo) {
    try {
      return new LandmarkFitter(model).fit(target, camera(target, photo));
    } catch (IllegalArgumentException e) {
      throw new PalpebraException(
          "%s: landmarks: %s; give those of a face".formatted(landmarks, e.getMessage()), e);
    }
  }

  private PerspectiveCamera camera(float[] target, @Nullable FaceImage photo) {
    if (photo != null) {
      return focal == null
          ? LandmarkFitter.camera(photo.width(), photo.height())
          : LandmarkFitter.camera(photo.width(), photo.height(), focal);
    }
    float[] low = {target[0], target[1]};
    float[] high = low.clone();
    for (int i = 0; i < target.length; i++) {
      low[i % 2] = Math.min(low[i % 2], target[i]);
      high[i % 2] = Math.max(high[i % 2], target[i]);
    }
    float face = Math.max(high[0] - low[0], high[1] - low[1]);
    int side = (int) Math.max(1, Math.min(1 << 20, PHOTO_PER_FACE * face));
    PerspectiveCamera camera = LandmarkFitter.camera(side, side);
    return new PerspectiveCamera(
        side,
        focal == null ? camera.focal() : focal,
        (low[0] + high[0]) / 2,
        (low[1] + high[1]) / 2,
        camera.distance());
  }

  private void write(
      FaceMesh face, LandmarkFit fit, @Nullable FaceImage photo, Map<String, Object> json) {
    Outputs.folder(out);
    String name = new OutputNames().next(landmarks) + "-fit";
    FaceImage texture = null;
    if (photo != null) {
      PhotoView view = new PhotoView(photo, fit.camera(), Similarity.IDENTITY);
      new Overlay(photo).draw(face, view, fit.points()).write(out.resolve(name + "-overlay.png"));
      if (face.model().topology().uv().length > 0) {
        texture = new PhotoTexture(face.model(), TEXTURE_SIDE).bake(face.coefficients(), view);
      }
    }
    new GlbWriter()
        .withProvenance(Map.of("landmarks", String.valueOf(landmarks.getFileName())))
        .write(out.resolve(name + ".glb"), face, texture);
    ObjWriter.write(out.resolve(name + ".obj"), face, texture);
    CommonOptions.writeJson(out.resolve(name + ".json"), json);
  }

  private Map<String, Object> json(MorphableModel model, LandmarkFit fit) {
    Coefficients c = fit.coefficients();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("file", landmarks.toString());
    json.put("model", model.name());
    json.put("licence", model.licence());
    json.put("meanError", fit.meanError());
    json.put("errors", fit.errors());
    json.put("landmarks", FaceJson.pairs(fit.points()));
    json.put("vertices", fit.vertices());
    json.put("identity", c.identity());
    json.put("expression", c.expression());
    json.put("expressions", model.expression().names());
    json.put("rotation", c.rotation());
    json.put("translation", c.translation());
    json.put("coefficients", c.values());
    json.put("layout", c.layout());
    json.put("camera", fit.camera());
    return json;
  }
}

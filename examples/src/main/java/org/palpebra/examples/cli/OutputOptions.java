package org.palpebra.examples.cli;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.palpebra.FaceImage;
import org.palpebra.export.ArkitBlendshapes;
import org.palpebra.export.ArkitNames;
import org.palpebra.export.FaceMesh;
import org.palpebra.export.GlbWriter;
import org.palpebra.export.ObjWriter;
import org.palpebra.export.PhotoTexture;
import org.palpebra.export.PhotoView;
import org.palpebra.export.PlyWriter;
import org.palpebra.model.MorphableModel;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which files a face becomes, and what is in them. Not thread-safe. */
final class OutputOptions {
  /** File formats by their endings. */
  enum Format {
    glb,
    obj,
    ply
  }

  /** What the texture shows. */
  enum Texture {
    photo,
    unlit,
    albedo,
    none
  }

  private static final int SMALLEST = 64;
  private static final int LARGEST = 8192;

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(
      names = "--format",
      split = ",",
      paramLabel = "glb|obj|ply",
      defaultValue = "glb",
      description =
          "Files to write, separated by commas (default: ${DEFAULT-VALUE}): glb in metres with morph"
              + " targets; obj with mtl and png, and ply with coloured vertices, both in millimetres"
              + " with the expression of the photo.")
  private Set<Format> formats = EnumSet.of(Format.glb);

  @Option(
      names = "--texture",
      paramLabel = "photo|unlit|albedo|none",
      defaultValue = "photo",
      description =
          "What the texture shows (default: ${DEFAULT-VALUE}): the photo; the photo with the"
              + " estimated light divided out, for scenes with lights of their own; the face model's"
              + " skin; none for the model's skin as vertex colours.")
  private Texture texture = Texture.photo;

  @Option(
      names = "--texture-size",
      paramLabel = "PIXELS",
      defaultValue = "1024",
      description = "Side of the texture, 64 to 8192 (default: ${DEFAULT-VALUE}).")
  private int textureSize;

  @Option(
      names = "--targets",
      split = ",",
      paramLabel = "all|8|none|NAME",
      defaultValue = "all",
      description =
          "Morph targets of a GLB (default: ${DEFAULT-VALUE}): all of ARKit's that the model has; 8"
              + " at most, for loaders that stop there; none; or names, separated by commas, such as"
              + " eyeBlinkLeft,eyeBlinkRight,jawOpen. Other expressions become part of the shape.")
  private List<String> targets = List.of("all");

  @Option(
      names = "--bake-expression",
      description =
          "Make the photo's expression part of a GLB's shape; otherwise it is the targets' weights.")
  private boolean bakeExpression;

  @Option(
      names = "--dense-targets",
      description =
          "Write every vertex of a GLB's targets, for loaders that do not read sparse accessors, such"
              + " as jMonkeyEngine's; larger files.")
  private boolean denseTargets;

  private @Nullable PhotoTexture baker;

  /**
   * Checks what can be checked with the model at hand.
   *
   * @throws ParameterException in one line
   */
  void check(MorphableModel model) {
    if (textureSize < SMALLEST || textureSize > LARGEST) {
      throw wrong(
          "--texture-size must be in %d..%d, got %d".formatted(SMALLEST, LARGEST, textureSize));
    }
    List<String> known = new ArkitBlendshapes(model).names();
    for (String name : targetNames(model)) {
      if (!known.contains(name)) {
        throw wrong(
            "--targets: %s has no '%s'; give all, 8, none or some of %s"
                .formatted(model.name(), name, String.join(",", known)));
      }
    }
  }

  private ParameterException wrong(String message) {
    if (command == null) {
      throw new IllegalStateException("not part of a command");
    }
    return new ParameterException(command.commandLine(), message);
  }

  private List<String> targetNames(MorphableModel model) {
    List<String> known = new ArkitBlendshapes(model).names();
    return switch (String.join(",", targets)) {
      case "all" -> known;
      case "8" -> ArkitNames.EIGHT.stream().filter(known::contains).toList();
      case "none" -> List.of();
      default -> targets.stream().distinct().toList();
    };
  }

  /**
   * Writes the files of one face.
   *
   * @param file without an ending
   * @param view the photo, for its colours
   * @param provenance for {@code asset.extras}
   */
  void write(Path file, FaceMesh face, PhotoView view, Map<String, String> provenance) {
    FaceImage picture = bake(face, view);
    for (Format format : formats) {
      Path whole = file.resolveSibling(file.getFileName() + "." + format);
      switch (format) {
        case glb -> glbWriter(face.model(), provenance).write(whole, face, picture);
        case obj -> ObjWriter.write(whole, face, picture);
        case ply -> PlyWriter.write(whole, face, picture);
      }
    }
  }

  private GlbWriter glbWriter(MorphableModel model, Map<String, String> provenance) {
    GlbWriter writer = new GlbWriter().withTargets(targetNames(model)).withProvenance(provenance);
    writer = bakeExpression ? writer.withBakedExpression() : writer;
    return denseTargets ? writer.withDenseTargets() : writer;
  }

  /** Null for vertex colours, which a model without texture coordinates always gets. */
  private @Nullable FaceImage bake(FaceMesh face, PhotoView view) {
    if (texture == Texture.none || face.model().topology().uv().length == 0) {
      return null;
    }
    if (baker == null) {
      baker = new PhotoTexture(face.model(), textureSize);
    }
    return switch (texture) {
      case photo -> baker.bake(face.coefficients(), view);
      case unlit -> baker.bakeWithoutLight(face.coefficients(), view);
      case albedo -> baker.albedo(face.coefficients());
      case none -> null;
    };
  }
}

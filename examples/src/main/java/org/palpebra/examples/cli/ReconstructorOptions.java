package org.palpebra.examples.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.palpebra.FaceReconstructor;
import org.palpebra.onnx.FaceReconstructors;
import picocli.CommandLine.Option;

/** The options of the subcommands that reconstruct faces. */
final class ReconstructorOptions {
  @Option(
      names = "--no-elam",
      description = "Leave the eyes as the regressor made them; only report their state.")
  private boolean noElam;

  @Option(
      names = "--detector",
      paramLabel = "FILE",
      description =
          "A YuNet face detector (face_detection_yunet_*.onnx); default: the bundle's, or the"
              + " cascades inside OpenCV.")
  private @Nullable Path detector;

  @Option(
      names = "--eyes-alike",
      paramLabel = "ODDS",
      defaultValue = "" + FaceReconstructor.EYES_ALIKE,
      description =
          "How much more probable two eyes in one state are than a wink; an eye in doubt leans"
              + " towards the other one. 1: each eye on its own. Default: ${DEFAULT-VALUE}.")
  private double eyesAlike;

  boolean elam() {
    return !noElam;
  }

  /** Opens the reconstructor asked for; the caller closes it. */
  FaceReconstructor open(CommonOptions common) {
    FaceReconstructors.Builder builder =
        FaceReconstructors.builder()
            .bundle(common.bundle)
            .device(common.device)
            .threads(common.threads())
            .elam(elam())
            .eyesAlike(eyesAlike);
    return (detector == null ? builder : builder.yunet(detector)).open();
  }
}

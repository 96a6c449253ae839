package org.palpebra.examples.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.palpebra.FaceReconstructor;
import org.palpebra.onnx.FaceReconstructors;
import picocli.CommandLine.Option;

/** How faces and the state of their eyes are found. */
final class DetectionOptions {
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

  /**
   * Opens a reconstructor; the caller closes it.
   *
   * @param elam whether lids are brought to the eye state on the photo
   */
  FaceReconstructor open(CommonOptions common, boolean elam) {
    return builder(common, elam).open();
  }

  /** A reconstructor as {@link #open} opens it, to be changed before. */
  FaceReconstructors.Builder builder(CommonOptions common, boolean elam) {
    FaceReconstructors.Builder builder =
        FaceReconstructors.builder()
            .bundle(common.bundle)
            .device(common.device)
            .threads(common.threads())
            .elam(elam)
            .eyesAlike(eyesAlike);
    return detector == null ? builder : builder.yunet(detector);
  }
}

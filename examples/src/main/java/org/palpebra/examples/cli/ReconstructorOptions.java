package org.palpebra.examples.cli;

import org.palpebra.FaceReconstructor;
import org.palpebra.onnx.FaceReconstructors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of the subcommands that reconstruct faces with ELAM or without. */
final class ReconstructorOptions {
  @Mixin private DetectionOptions detection = new DetectionOptions();

  @Option(
      names = "--no-elam",
      description = "Leave the eyes as the regressor made them; only report their state.")
  private boolean noElam;

  boolean elam() {
    return !noElam;
  }

  /** Opens the reconstructor asked for; the caller closes it. */
  FaceReconstructor open(CommonOptions common) {
    return builder(common).open();
  }

  /** The reconstructor asked for, to be opened. */
  FaceReconstructors.Builder builder(CommonOptions common) {
    return detection.builder(common, elam());
  }
}

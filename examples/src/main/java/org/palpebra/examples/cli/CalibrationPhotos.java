package org.palpebra.examples.cli;

import java.nio.file.Path;
import java.util.List;
import org.palpebra.EyeCalibration;
import org.palpebra.EyeStates;
import org.palpebra.FaceReconstruction;
import org.palpebra.FaceReconstructor;
import org.palpebra.PalpebraException;
import org.palpebra.onnx.opencv.ImageReader;
import picocli.CommandLine.Option;

/** Two photos of one person for personal limits of openness; both or none are given. */
final class CalibrationPhotos {
  @Option(
      names = "--eye-open",
      required = true,
      paramLabel = "PHOTO",
      description = "The person of the photos with both eyes open, for personal limits.")
  private Path open = Path.of("");

  @Option(
      names = "--eye-closed",
      required = true,
      paramLabel = "PHOTO",
      description = "The same person with both eyes closed.")
  private Path closed = Path.of("");

  /**
   * Measures both photos.
   *
   * @throws PalpebraException naming the photos if one does not show one face, or if they
   *     contradict each other
   */
  EyeCalibration measure(FaceReconstructor reconstructor) {
    EyeStates opened = eyes(reconstructor, "--eye-open", open);
    EyeStates shut = eyes(reconstructor, "--eye-closed", closed);
    try {
      return EyeCalibration.of(opened, shut);
    } catch (IllegalArgumentException e) {
      throw new PalpebraException(
          "--eye-open %s and --eye-closed %s contradict each other: %s"
              .formatted(open, closed, e.getMessage()),
          e);
    }
  }

  private static EyeStates eyes(FaceReconstructor reconstructor, String option, Path photo) {
    List<FaceReconstruction> faces = reconstructor.reconstruct(new ImageReader().read(photo));
    if (faces.size() != 1) {
      throw new PalpebraException(
          "%s %s: found %d faces; give a photo of one face".formatted(option, photo, faces.size()));
    }
    return faces.get(0).eyes();
  }
}

package org.palpebra.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.palpebra.FaceReconstructor;
import org.palpebra.PalpebraException;
import org.palpebra.onnx.Bundle;
import org.palpebra.onnx.OnnxBackend;
import org.palpebra.onnx.opencv.YuNetFaceDetector;
import org.palpebra.spi.FaceDetector;
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

  boolean elam() {
    return !noElam;
  }

  /** Opens the reconstructor asked for; the caller closes it. */
  FaceReconstructor open(CommonOptions common) {
    try (Bundle bundle = Bundle.open(common.bundle)) {
      FaceReconstructor.Builder builder =
          detector == null
              ? OnnxBackend.reconstructor(bundle, common.device, common.threads())
              : OnnxBackend.reconstructor(bundle, yuNet(detector), common.device, common.threads());
      return builder.elam(elam()).build();
    }
  }

  private static FaceDetector yuNet(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
      return new YuNetFaceDetector(
          bytes, file.toString(), String.valueOf(file.getFileName()), hash, "see its source");
    } catch (IOException e) {
      throw new PalpebraException("--detector: " + Errors.reason(e), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

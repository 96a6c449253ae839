package org.palpebra.examples.cli;

import java.util.Map;
import org.palpebra.onnx.Bundle;
import org.palpebra.onnx.Device;
import org.palpebra.onnx.FaceReconstructors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code bundle verify}: manifest, sizes, hashes, and whether the parts fit. */
@Command(
    name = "verify",
    description =
        "Checks the manifest, sizes and hashes of a bundle, and that its parts open and fit.")
final class BundleVerifyCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private CommonOptions options = new CommonOptions();

  @Override
  public void run() {
    try (Bundle bundle = Bundle.open(options.bundle)) {
      bundle.verify();
      FaceReconstructors.builder()
          .bundle(options.bundle)
          .device(Device.CPU)
          .threads(1)
          .open()
          .close();
      int count = bundle.manifest().files().size();
      spec.commandLine().getOut().printf("%s: %d files are in order%n", options.bundle, count);
      options.writeJson(Map.of("bundle", options.bundle, "files", count, "ok", true));
    }
  }
}

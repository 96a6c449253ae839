package org.palpebra.examples.cli;

import java.io.PrintWriter;
import org.palpebra.onnx.Bundle;
import org.palpebra.onnx.BundleManifest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code bundle info}: what the manifest says. */
@Command(name = "info", description = "Prints what a bundle says about itself.")
final class BundleInfoCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private CommonOptions options = new CommonOptions();

  @Override
  public void run() {
    try (Bundle bundle = Bundle.open(options.bundle)) {
      print(spec.commandLine().getOut(), bundle);
      options.writeJson(bundle.manifest());
    }
  }

  private static void print(PrintWriter out, Bundle bundle) {
    BundleManifest manifest = bundle.manifest();
    out.println(manifest.name() + " (" + manifest.licence() + ")");
    if (manifest.description() != null) {
      out.println(manifest.description());
    }
    out.println("coefficients: " + bundle.layout() + ", together " + bundle.layout().size());
    out.println("regressor: " + manifest.regressor());
    out.println("eye state: " + manifest.eyeState());
    manifest
        .files()
        .forEach(
            (role, file) ->
                out.printf(
                    "%s: %s, %d bytes, %s, sha256 %s%n",
                    role, file.path(), file.bytes(), file.licence(), file.sha256()));
  }
}

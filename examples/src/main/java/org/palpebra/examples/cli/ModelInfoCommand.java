package org.palpebra.examples.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.palpebra.model.MorphableModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code model info}: sizes, names, licence. */
@Command(name = "info", description = "Prints what a face model is made of.")
final class ModelInfoCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private CommonOptions options = new CommonOptions();

  @Mixin private ModelSource source = new ModelSource();

  @Override
  public void run() {
    MorphableModel model = source.read(options);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", model.name());
    json.put("licence", model.licence());
    json.put("vertices", model.vertexCount());
    json.put("triangles", model.topology().triangleCount());
    json.put("textured", model.topology().uv().length > 0);
    json.put("regions", model.topology().regionNames());
    json.put("identity", model.identity().columns());
    json.put("albedo", model.albedo().columns());
    json.put("expression", model.expression().columns());
    json.put("expressions", model.expression().names());
    json.put("lidPairs", model.leftLid().upper().length);
    json.put("metadata", model.metadata());
    PrintWriter out = spec.commandLine().getOut();
    json.forEach((key, value) -> out.printf("%s: %s%n", key, value));
    out.flush();
    options.writeJson(json);
  }
}

package org.palpebra.training.export;

import ai.onnx.proto.OnnxMl;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.palpebra.model.MorphableModel;

/** The README of a folder of graphs, from the files' own metadata. */
final class Readme {
  private static final String USE =
      """
      ## Python

      ```python
      import numpy as np, onnxruntime as ort
      session = ort.InferenceSession("face-model.onnx")
      c = np.zeros(session.get_inputs()[0].shape, np.float32)
      vertices, colours, landmarks = session.run(None, {"coefficients": c})
      print(vertices.shape, landmarks[0, 36])
      ```

      ## Java

      ```java
      OrtEnvironment env = OrtEnvironment.getEnvironment();
      try (OrtSession session = env.createSession("face-model.onnx");
          OnnxTensor c = OnnxTensor.createTensor(env, new float[%d][%d]);
          OrtSession.Result result = session.run(Map.of("coefficients", c))) {
        float[][][] landmarks = (float[][][]) result.get("landmarks").orElseThrow().getValue();
        System.out.println(landmarks[0][36][0]);
      }
      ```
      """;

  private final StringBuilder files = new StringBuilder();
  private final String title;
  private final String use;

  Readme(MorphableModel model, int lighting, int batch) {
    title = "# Graphs of the face model " + model.name() + "\n\nThe batch is " + batch + ".\n";
    use = USE.formatted(batch, model.layout(lighting).size());
  }

  void add(String name, OnnxMl.ModelProto graph) {
    Map<String, String> notes = new LinkedHashMap<>();
    graph.getMetadataPropsList().forEach(p -> notes.put(p.getKey(), p.getValue()));
    files.append("\n## %s\n\n%s\n\n".formatted(name, notes.getOrDefault("meaning", "")));
    ports("input", graph.getGraph().getInputList(), notes);
    ports("output", graph.getGraph().getOutputList(), notes);
  }

  private void ports(String kind, List<OnnxMl.ValueInfoProto> ports, Map<String, String> notes) {
    for (OnnxMl.ValueInfoProto port : ports) {
      String shape =
          port.getType().getTensorType().getShape().getDimList().stream()
              .map(d -> String.valueOf(d.getDimValue()))
              .collect(Collectors.joining(", ", "[", "]"));
      String note = notes.getOrDefault(kind + "." + port.getName(), state(port.getName()));
      files.append("- %s `%s` %s: %s\n".formatted(kind, port.getName(), shape, note));
    }
  }

  /** What the ports of the steps are that have no note of their own. */
  private static String state(String name) {
    if (name.startsWith("new.")) {
      return "the next `" + name.substring("new.".length()) + "`";
    }
    if (name.startsWith("m.") || name.startsWith("v.")) {
      return "Adam's " + (name.charAt(0) == 'm' ? "first" : "second") + " moment, at first 0";
    }
    if (name.equals("gradient_norm")) {
      return "Euclidean norm of all gradients";
    }
    return "weight or statistic, at first as in train-step.safetensors";
  }

  String text() {
    return title + files + "\n" + use;
  }
}

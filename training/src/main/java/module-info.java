/** Palpebra's training: differentiable ONNX graphs, networks, data, synthetic faces, evaluation. */
module org.palpebra.training {
  requires com.fasterxml.jackson.core;
  requires com.fasterxml.jackson.databind;
  requires com.google.protobuf;
  requires transitive com.microsoft.onnxruntime;
  requires ejml.core;
  requires ejml.ddense;
  requires info.picocli;
  requires java.desktop;
  requires org.locationtech.jts;
  requires transitive org.palpebra.core;
  requires transitive org.palpebra.onnx;
  requires org.slf4j;
  requires transitive org.tribuo.util.onnx;
  requires me.tongfei.progressbar;
  requires org.knowm.xchart;
  requires static transitive org.jspecify;

  exports org.palpebra.training.data;
  exports org.palpebra.training.eval;
  exports org.palpebra.training.export;
  exports org.palpebra.training.facemodel;
  exports org.palpebra.training.graph;
  exports org.palpebra.training.graph.io;
  exports org.palpebra.training.loss;
  exports org.palpebra.training.nn;
  exports org.palpebra.training.regressor;
  exports org.palpebra.training.report;
  exports org.palpebra.training.synthetic;
  exports org.palpebra.training.train;

  opens org.palpebra.training.facemodel to
      info.picocli;
  opens org.palpebra.training.loss to
      com.fasterxml.jackson.databind;
  opens org.palpebra.training.regressor to
      com.fasterxml.jackson.databind,
      info.picocli;
  opens org.palpebra.training.train to
      com.fasterxml.jackson.databind;
}

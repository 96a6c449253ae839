/** Palpebra's networks and image I/O: ONNX Runtime, OpenCV, model bundles. */
module org.palpebra.onnx {
  requires transitive org.palpebra.core;
  requires com.fasterxml.jackson.annotation;
  requires com.fasterxml.jackson.databind;
  requires com.microsoft.onnxruntime;
  requires java.desktop;
  requires org.bytedeco.opencv;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports org.palpebra.onnx;
  exports org.palpebra.onnx.opencv;
  exports org.palpebra.onnx.internal to
      org.palpebra.training;

  opens org.palpebra.onnx to
      com.fasterxml.jackson.databind;
}

/** Palpebra's pure-Java half: face models, geometry, shading, rasteriser, eyes, export. */
module org.palpebra.core {
  requires ejml.core;
  requires ejml.ddense;
  requires com.ning.compress.lzf; // by jHDF, which has no descriptor of its own
  requires io.jhdf;
  requires org.apache.commons.lang3; // by jHDF
  requires org.slf4j;
  requires transitive org.joml;
  requires transitive java.desktop;
  requires jgltf.impl.v2;
  requires jgltf.model;
  requires obj;
  requires static transitive org.jspecify;
  requires com.fasterxml.jackson.databind;

  exports org.palpebra;
  exports org.palpebra.metrics;
  exports org.palpebra.export;
  exports org.palpebra.eyes;
  exports org.palpebra.fitting;
  exports org.palpebra.geometry;
  exports org.palpebra.mesh;
  exports org.palpebra.model;
  exports org.palpebra.model.io;
  exports org.palpebra.parallel;
  exports org.palpebra.raster;
  exports org.palpebra.shading;
  exports org.palpebra.spi;
  exports org.palpebra.tracking;
  exports org.palpebra.internal to
      org.palpebra.onnx,
      org.palpebra.training;
}

/** Palpebra's pure-Java half: face models, geometry, shading, rasteriser, eyes, export. */
module org.palpebra.core {
  requires transitive java.desktop;
  requires static transitive org.jspecify;

  exports org.palpebra;
  exports org.palpebra.geometry;
  exports org.palpebra.model;
  exports org.palpebra.spi;
}

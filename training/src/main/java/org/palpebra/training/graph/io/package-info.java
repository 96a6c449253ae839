/** Reading of ONNX files as differentiable graphs. */
@org.jspecify.annotations.NullMarked
package org.palpebra.training.graph.io;

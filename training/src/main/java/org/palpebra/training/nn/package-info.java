/** Layers, networks, their parameters and the optimiser, emitted as ONNX graphs. */
@org.jspecify.annotations.NullMarked
package org.palpebra.training.nn;

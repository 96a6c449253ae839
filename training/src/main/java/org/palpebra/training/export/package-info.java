/** Writes the face model, the losses and the training step as ONNX files for any language. */
@org.jspecify.annotations.NullMarked
package org.palpebra.training.export;

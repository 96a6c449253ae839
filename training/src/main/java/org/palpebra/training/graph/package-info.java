/** Symbolic tensors that become ONNX nodes, and their derivatives as further ONNX nodes. */
@org.jspecify.annotations.NullMarked
package org.palpebra.training.graph;

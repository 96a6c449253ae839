/** Helpers of the backend, exported to Palpebra's training alone. */
@org.jspecify.annotations.NullMarked
package org.palpebra.onnx.internal;

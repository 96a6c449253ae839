/** Helpers of the backend, not exported. */
@org.jspecify.annotations.NullMarked
package org.palpebra.onnx.internal;

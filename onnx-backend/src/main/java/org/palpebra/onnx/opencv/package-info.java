/** Image I/O and face detection on OpenCV. */
@org.jspecify.annotations.NullMarked
package org.palpebra.onnx.opencv;

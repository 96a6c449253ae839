/** Tiny networks and bundles for the tests of every module. */
package org.palpebra.onnx.testing;

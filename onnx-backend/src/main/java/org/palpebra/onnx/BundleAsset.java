package org.palpebra.onnx;

import org.palpebra.spi.ModelInfo;

/**
 * A model file in memory, checked against its hash.
 *
 * @param file for messages: the bundle and the path in it
 * @param name such as {@code embedded/regressor}
 * @param sha256 lower-case hex
 * @param licence SPDX id or a sentence
 * @param bytes the content, by reference
 */
public record BundleAsset(String file, String name, String sha256, String licence, byte[] bytes) {
  ModelInfo info(OnnxNetwork network) {
    return new ModelInfo(name, sha256, network.device().toString(), network.provider(), licence);
  }
}

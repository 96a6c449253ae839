package org.palpebra.spi;

/**
 * What made a result.
 *
 * @param name such as {@code embedded/regressor}
 * @param sha256 of the file, lower-case hex; empty where there is none
 * @param device such as {@code cpu} or {@code cuda:0}
 * @param provider such as {@code onnxruntime-1.28.0/CPUExecutionProvider} or {@code opencv-4.13.0}
 * @param licence SPDX id or a sentence
 */
public record ModelInfo(
    String name, String sha256, String device, String provider, String licence) {}

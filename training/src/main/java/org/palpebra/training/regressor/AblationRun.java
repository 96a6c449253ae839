package org.palpebra.training.regressor;

/**
 * A finished run of an {@link Ablation}.
 *
 * @param cell how it was trained
 * @param seed of its training
 * @param scores what became of it
 */
public record AblationRun(AblationCell cell, long seed, AblationScores scores) {}

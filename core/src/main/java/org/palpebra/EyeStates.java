package org.palpebra;

/**
 * Both eyes; left and right are the subject's. {@link EyeCalibration} fits the numbers to one
 * person.
 *
 * @param left the subject's left eye
 * @param right the subject's right eye
 */
public record EyeStates(EyeState left, EyeState right) {}

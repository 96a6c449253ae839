package org.palpebra;

/** Both eyes; left and right are the subject's. */
public record EyeStates(EyeState left, EyeState right) {}

/** 3D morphable models: bases, topology, landmarks, coefficients and their layout. */
@NullMarked
package org.palpebra.model;

import org.jspecify.annotations.NullMarked;

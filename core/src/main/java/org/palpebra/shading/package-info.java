/** Spherical-harmonics lighting. */
@NullMarked
package org.palpebra.shading;

import org.jspecify.annotations.NullMarked;

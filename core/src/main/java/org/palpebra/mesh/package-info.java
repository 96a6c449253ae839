/** From coefficients to what a camera sees of a face, in one go. */
@NullMarked
package org.palpebra.mesh;

import org.jspecify.annotations.NullMarked;

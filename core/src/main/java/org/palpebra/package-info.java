/**
 * One photo of a face in, a textured, animatable 3D face out, with the eyes in the photo's state.
 */
@NullMarked
package org.palpebra;

import org.jspecify.annotations.NullMarked;

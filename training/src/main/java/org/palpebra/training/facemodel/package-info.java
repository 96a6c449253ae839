/** Authors the embedded face model from control-point statistics and measures it. */
@NullMarked
package org.palpebra.training.facemodel;

import org.jspecify.annotations.NullMarked;

/** Eye Landmark Adjustment (ELAM), lid openness and lid refinement. */
@NullMarked
package org.palpebra.eyes;

import org.jspecify.annotations.NullMarked;

/** Faces fitted to landmarks without a network. */
@NullMarked
package org.palpebra.fitting;

import org.jspecify.annotations.NullMarked;

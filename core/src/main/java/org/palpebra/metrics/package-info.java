/** Scores: landmarks, eye states, surfaces. */
@NullMarked
package org.palpebra.metrics;

import org.jspecify.annotations.NullMarked;

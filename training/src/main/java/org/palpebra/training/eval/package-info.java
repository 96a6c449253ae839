/** Scores of classifiers and whole reconstructions on labelled photos. */
@NullMarked
package org.palpebra.training.eval;

import org.jspecify.annotations.NullMarked;

/** Evaluations as a web page: scores with confidence intervals, plots, the worst examples. */
@NullMarked
package org.palpebra.training.report;

import org.jspecify.annotations.NullMarked;

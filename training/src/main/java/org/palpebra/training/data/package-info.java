/** Readers of the photo sets that networks are trained and judged on. */
@NullMarked
package org.palpebra.training.data;

import org.jspecify.annotations.NullMarked;

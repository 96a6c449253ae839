/** Several threads for the work of one call. */
@NullMarked
package org.palpebra.parallel;

import org.jspecify.annotations.NullMarked;

/** The coefficient regressor: network, training data, training program. */
@NullMarked
package org.palpebra.training.regressor;

import org.jspecify.annotations.NullMarked;

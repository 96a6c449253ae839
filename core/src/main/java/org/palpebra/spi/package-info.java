/** What a backend supplies: detector, regressor, eye-state classifier. */
@NullMarked
package org.palpebra.spi;

import org.jspecify.annotations.NullMarked;

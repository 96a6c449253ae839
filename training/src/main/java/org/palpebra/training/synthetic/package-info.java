/** Rendered photos of faces that do not exist, with everything about them known. */
@NullMarked
package org.palpebra.training.synthetic;

import org.jspecify.annotations.NullMarked;

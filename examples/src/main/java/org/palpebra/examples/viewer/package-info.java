/** A page in the browser: drop a photo, see its head, move it. */
@NullMarked
package org.palpebra.examples.viewer;

import org.jspecify.annotations.NullMarked;

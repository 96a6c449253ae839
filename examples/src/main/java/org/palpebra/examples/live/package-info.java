/** What {@code palpebra track} does with the faces of a video. */
@NullMarked
package org.palpebra.examples.live;

import org.jspecify.annotations.NullMarked;

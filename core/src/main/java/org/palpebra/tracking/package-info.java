/** Faces in videos: one face followed from frame to frame and smoothed over time. */
@NullMarked
package org.palpebra.tracking;

import org.jspecify.annotations.NullMarked;

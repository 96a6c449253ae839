/** Cameras, poses, alignments and normals. */
@NullMarked
package org.palpebra.geometry;

import org.jspecify.annotations.NullMarked;

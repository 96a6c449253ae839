/** The z-buffer rasteriser. */
@NullMarked
package org.palpebra.raster;

import org.jspecify.annotations.NullMarked;

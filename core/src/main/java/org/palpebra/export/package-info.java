/** Writers for GLB, OBJ and PLY, and the picture overlay. */
@NullMarked
package org.palpebra.export;

import org.jspecify.annotations.NullMarked;

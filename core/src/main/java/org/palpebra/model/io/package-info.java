/** One reader per face-model format, one writer (safetensors). */
@NullMarked
package org.palpebra.model.io;

import org.jspecify.annotations.NullMarked;

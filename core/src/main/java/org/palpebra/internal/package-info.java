/** Kernels and helpers shared by the packages of this module; not exported. */
@NullMarked
package org.palpebra.internal;

import org.jspecify.annotations.NullMarked;

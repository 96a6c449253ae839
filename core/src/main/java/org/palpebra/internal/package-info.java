/** Kernels and helpers shared by the packages of this module and by its sister modules only. */
@NullMarked
package org.palpebra.internal;

import org.jspecify.annotations.NullMarked;

/** The face model, its camera and the training losses as differentiable graphs. */
@NullMarked
package org.palpebra.training.loss;

import org.jspecify.annotations.NullMarked;

/** The training loop: batches, checkpoints, resume, logs. */
@org.jspecify.annotations.NullMarked
package org.palpebra.training.train;

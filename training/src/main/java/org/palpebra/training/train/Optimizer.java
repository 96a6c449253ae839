package org.palpebra.training.train;

/** How weights follow their gradients. */
public enum Optimizer {
  /** Adam (Kingma and Ba 2015), without weight decay. */
  ADAM,
  /** Adam with decoupled weight decay (Loshchilov and Hutter 2019). */
  ADAMW
}

/** JMH benchmarks; each has a test that it computes the right thing. */
@NullMarked
package org.palpebra.benchmarks;

import org.jspecify.annotations.NullMarked;

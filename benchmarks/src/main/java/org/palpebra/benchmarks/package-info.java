@org.jspecify.annotations.NullMarked
package org.palpebra.benchmarks;

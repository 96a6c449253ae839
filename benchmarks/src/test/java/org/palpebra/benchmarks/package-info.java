/** Tests that the benchmarks compute what they should. */
package org.palpebra.benchmarks;

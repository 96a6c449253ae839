/** Small models and reference data for the tests of every module. */
package org.palpebra.testing;

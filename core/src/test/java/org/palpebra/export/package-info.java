/** Tests of the writers. */
package org.palpebra.export;

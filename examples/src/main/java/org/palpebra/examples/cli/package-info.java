/** The command-line program: one class per subcommand. */
@org.jspecify.annotations.NullMarked
package org.palpebra.examples.cli;

package org.palpebra.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PalpebraTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Palpebra.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
  }

  @Test
  void helpIsSuccess() {
    assertEquals(0, run("--help"));
    assertTrue(out.toString().contains("Usage: palpebra"), out.toString());
    assertEquals("", err.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no-such-command",
        "bundle",
        "bundle info --device tpu",
        "bundle info --threads x",
        "bundle info --threads -1",
        "bundle info --no-such-option"
      })
  void wrongUsageIsExitCodeTwoAndOneLine(String line) {
    assertEquals(2, run(line.isEmpty() ? new String[0] : line.split(" ", -1)));
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertTrue(err.toString().startsWith("palpebra: "), err.toString());
    assertEquals("", out.toString());
  }
}

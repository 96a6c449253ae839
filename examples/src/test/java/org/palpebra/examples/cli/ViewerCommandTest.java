package org.palpebra.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be served is said in one line; what can is tested with its page. */
class ViewerCommandTest {
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Palpebra.run(new PrintWriter(new StringWriter()), new PrintWriter(err, true), args);
  }

  @ParameterizedTest
  @CsvSource({
    "--port, 99999, 2, '--port must be in 0..65535, got 99999'",
    "--max-megabytes, 0, 2, '--max-megabytes must be in 1..500'",
    "--max-megapixels, 131, 2, '--max-megapixels in 1..130'",
    "--host, '', 2, '--host must not be empty'",
    "--host, nowhere.invalid, 1, '--host nowhere.invalid: no such address'"
  })
  void badOptions(String option, String value, int exitCode, String message) {
    assertEquals(exitCode, run("viewer", option, value), err.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertTrue(err.toString().contains(message), err.toString());
  }

  @Test
  void aPortThatIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());
      assertEquals(1, run("viewer", "--device", "cpu", "--port", port), err.toString());
      assertEquals(1, err.toString().lines().count(), err.toString());
      assertTrue(err.toString().contains("--port " + port + ": cannot listen"), err.toString());
    }
  }
}

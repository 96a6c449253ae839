package org.palpebra.examples.viewer;

/** A request that is not granted. The message is one line for the user. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * @param status of HTTP, 4xx or 5xx
   */
  Refusal(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }

  /** The answer to a path behind which there is nothing. */
  static Refusal notFound() {
    return new Refusal(404, "there is nothing here");
  }
}

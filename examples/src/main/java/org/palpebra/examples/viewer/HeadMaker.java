package org.palpebra.examples.viewer;

import java.util.Map;
import org.palpebra.PalpebraException;

/** Makes the files that the page shows out of a photo. Called by one thread at a time. */
interface HeadMaker {
  /** Learns what is being done now. */
  @FunctionalInterface
  interface Stages {
    /** From now on it is this. */
    void enter(String stage);
  }

  /**
   * @param photo content of an image file
   * @param name of the photo, for messages
   * @return name and content of each file
   * @throws PalpebraException in one line for the user
   */
  Map<String, Content> make(byte[] photo, String name, Stages stages);
}

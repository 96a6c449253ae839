package org.palpebra.examples.live;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.palpebra.Stage;
import org.palpebra.StageListener;
import org.palpebra.onnx.opencv.FrameSource;
import org.palpebra.onnx.opencv.VideoFrame;

/**
 * Reads frames ahead on a thread of its own, so that decoding goes on beside tracking. A file waits
 * when the queue is full; a camera does not: its oldest waiting frame is dropped and counted. Owns
 * the source.
 */
public final class FrameQueue implements AutoCloseable {
  private static final int AHEAD = 4;

  private final FrameSource source;
  private final boolean live;
  private final StageListener stages;
  private final Deque<VideoFrame> waiting = new ArrayDeque<>();
  private final Thread reader;
  private boolean ended;
  private boolean closing;
  private long dropped;
  private @Nullable RuntimeException failure;

  /**
   * Starts to read.
   *
   * @param live whether frames that nobody waits for are dropped
   */
  public FrameQueue(FrameSource source, boolean live, StageListener stages) {
    this.source = source;
    this.live = live;
    this.stages = stages;
    reader = new Thread(this::read, "palpebra-frames");
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try {
      while (true) {
        long start = System.nanoTime();
        Optional<VideoFrame> frame = source.next();
        stages.took(Stage.DECODE, System.nanoTime() - start);
        if (frame.isEmpty() || !put(frame.get())) {
          break;
        }
      }
    } catch (RuntimeException e) {
      synchronized (this) {
        failure = e;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      source.close();
      synchronized (this) {
        ended = true;
        notifyAll();
      }
    }
  }

  private synchronized boolean put(VideoFrame frame) throws InterruptedException {
    while (waiting.size() >= AHEAD && !closing) {
      if (live) {
        waiting.remove();
        dropped++;
      } else {
        wait();
      }
    }
    waiting.add(frame);
    notifyAll();
    return !closing;
  }

  /**
   * The next frame, or empty at the end; waits for it.
   *
   * @throws RuntimeException what reading has thrown, after the frames before
   */
  public synchronized Optional<VideoFrame> next() throws InterruptedException {
    while (waiting.isEmpty() && !ended) {
      wait();
    }
    VideoFrame frame = waiting.poll();
    notifyAll();
    if (frame == null && failure != null) {
      throw failure;
    }
    return Optional.ofNullable(frame);
  }

  /** Frames that nobody took in time. */
  public synchronized long dropped() {
    return dropped;
  }

  /** Stops reading and waits until the source is closed. */
  @Override
  public void close() {
    synchronized (this) {
      closing = true;
      notifyAll();
    }
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

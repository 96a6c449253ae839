package org.palpebra.examples.viewer;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.palpebra.PalpebraException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works on one photo at a time, lets a few wait and keeps the latest results. Thread-safe. */
final class Jobs implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);
  private static final int ID_BYTES = 16;
  private static final int CLOSING_SECONDS = 20;

  private final HeadMaker maker;
  private final int kept;
  private final ThreadPoolExecutor worker;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Job> jobs = new LinkedHashMap<>();

  Jobs(HeadMaker maker, int waiting, int kept) {
    this.maker = maker;
    this.kept = kept;
    worker =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(waiting),
            task -> new Thread(task, "viewer-work"));
  }

  /**
   * Takes a photo.
   *
   * @throws Refusal if too many wait already
   */
  Job submit(String name, byte[] photo) throws Refusal {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    Job job = new Job(HexFormat.of().formatHex(id), name);
    synchronized (jobs) {
      jobs.put(job.id(), job);
    }
    try {
      worker.execute(() -> work(job, photo));
    } catch (RejectedExecutionException e) {
      remove(job.id());
      throw new Refusal(503, "too many photos are waiting; try again in a few seconds");
    }
    return job;
  }

  @Nullable Job find(String id) {
    synchronized (jobs) {
      return jobs.get(id);
    }
  }

  /** Forgets a photo and what was made of it; one that still waits is not worked on. */
  boolean remove(String id) {
    synchronized (jobs) {
      return jobs.remove(id) != null;
    }
  }

  private void work(Job job, byte[] photo) {
    if (find(job.id()) == null) {
      return;
    }
    try {
      job.succeed(maker.make(photo, job.name(), job));
    } catch (PalpebraException e) {
      LOG.debug("{} failed", job.id(), e);
      job.fail(String.valueOf(e.getMessage()));
    } catch (OutOfMemoryError e) {
      job.fail("not enough memory for this photo; scale it down");
    } catch (RuntimeException e) {
      LOG.error("{} failed: {}", job.id(), e.toString());
      LOG.debug("{} failed", job.id(), e);
      job.fail("internal error; the viewer's log says more");
    }
    forgetOldest();
  }

  private void forgetOldest() {
    synchronized (jobs) {
      long ended = jobs.values().stream().filter(Job::ended).count();
      for (Iterator<Job> oldest = jobs.values().iterator(); ended > kept && oldest.hasNext(); ) {
        if (oldest.next().ended()) {
          oldest.remove();
          ended--;
        }
      }
    }
  }

  /** Drops the photos that wait and lets the one that is being worked on end. */
  @Override
  public void close() {
    worker.getQueue().clear();
    worker.shutdown();
    try {
      if (!worker.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("a photo is still being worked on after {} s", CLOSING_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

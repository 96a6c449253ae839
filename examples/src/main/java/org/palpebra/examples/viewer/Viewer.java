package org.palpebra.examples.viewer;

import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A small web server with a page that shows a photo's head. It has no users and no passwords: let
 * it listen on the loopback address only, unless everyone in the network may use it.
 *
 * <p>It keeps the latest results in memory and writes nothing to disk. Requests are answered by a
 * few threads, photos are worked on one after the other. Thread-safe; {@link #close} ends all of
 * it.
 */
public final class Viewer implements AutoCloseable {
  private static final int REQUEST_THREADS = 8;

  private final HttpServer server;
  private final ExecutorService requests;
  private final Jobs jobs;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Viewer(HttpServer server, Jobs jobs) {
    this.server = server;
    this.jobs = jobs;
    requests = Executors.newFixedThreadPool(REQUEST_THREADS);
  }

  /**
   * Starts to listen.
   *
   * @param address where; port 0 for any free one
   * @param heads makes the heads; stays the caller's, to be closed after the viewer
   * @throws IOException if the address cannot be listened on
   */
  public static Viewer start(InetSocketAddress address, ViewerLimits limits, PhotoHeads heads)
      throws IOException {
    return start(address, limits, (HeadMaker) heads);
  }

  static Viewer start(InetSocketAddress address, ViewerLimits limits, HeadMaker maker)
      throws IOException {
    StaticFiles files = new StaticFiles();
    HttpServer server = HttpServer.create(address, 0);
    Viewer viewer = new Viewer(server, new Jobs(maker, limits.waiting(), limits.kept()));
    HttpContext all = server.createContext("/", new Routes(files, limits, viewer.jobs));
    all.getFilters().add(new Protection(address.getHostString(), files.index()));
    server.setExecutor(viewer.requests);
    server.start();
    return viewer;
  }

  /** Where the page is, as seen from this machine. */
  public URI address() {
    InetAddress address = server.getAddress().getAddress();
    String host = address.isAnyLocalAddress() ? "localhost" : address.getHostAddress();
    return URI.create(
        "http://%s:%d/"
            .formatted(
                host.contains(":") ? "[" + host + "]" : host, server.getAddress().getPort()));
  }

  /** Stops listening, drops the photos that wait and lets the one being worked on end. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      server.stop(0);
      requests.shutdownNow();
      jobs.close();
    }
  }
}

package org.palpebra.examples.viewer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What can be asked for: the page's files, and
 *
 * <ul>
 *   <li>{@code GET /api/limits}: {@link ViewerLimits}
 *   <li>{@code POST /api/photos}: an image file as it is; answers 202 with the job
 *   <li>{@code GET /api/photos/ID}: the job
 *   <li>{@code GET /api/photos/ID/FILE}: what was made of it
 *   <li>{@code DELETE /api/photos/ID}: forgets both
 * </ul>
 *
 * Errors are {@code {"error": "one line"}}.
 */
final class Routes implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Routes.class);
  private static final String PHOTOS = "/api/photos";
  private static final Pattern PHOTO = Pattern.compile(PHOTOS + "/([0-9a-f]{32})(?:/([^/]+))?");

  private final StaticFiles files;
  private final ViewerLimits limits;
  private final Uploads uploads;
  private final Jobs jobs;

  Routes(StaticFiles files, ViewerLimits limits, Jobs jobs) {
    this.files = files;
    this.limits = limits;
    this.uploads = new Uploads(limits);
    this.jobs = jobs;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      answer(exchange);
    } catch (IOException e) {
      LOG.debug("the connection broke", e);
    } catch (RuntimeException e) {
      LOG.error("{} failed: {}", exchange.getRequestURI(), e.toString());
      LOG.debug("{} failed", exchange.getRequestURI(), e);
      throw e;
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try {
      route(exchange, exchange.getRequestURI().getRawPath());
    } catch (Refusal e) {
      Answers.error(exchange, e.status(), String.valueOf(e.getMessage()));
    }
  }

  private void route(HttpExchange exchange, String path) throws IOException, Refusal {
    Matcher photo = PHOTO.matcher(path);
    if (path.equals(PHOTOS)) {
      allow(exchange, List.of("POST"));
      take(exchange);
    } else if (path.equals("/api/limits")) {
      allow(exchange, List.of("GET", "HEAD"));
      Answers.json(exchange, 200, limits);
    } else if (photo.matches() && photo.group(2) == null) {
      allow(exchange, List.of("GET", "HEAD", "DELETE"));
      job(exchange, photo.group(1));
    } else if (photo.matches()) {
      allow(exchange, List.of("GET", "HEAD"));
      Content made = find(photo.group(1)).file(photo.group(2));
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      Answers.send(exchange, 200, orNotFound(made));
    } else {
      Content file = orNotFound(files.find(path));
      allow(exchange, List.of("GET", "HEAD"));
      exchange.getResponseHeaders().set("Cache-Control", "no-cache");
      Answers.send(exchange, 200, file);
    }
  }

  private static void allow(HttpExchange exchange, List<String> methods) throws Refusal {
    if (!methods.contains(exchange.getRequestMethod())) {
      String allowed = String.join(", ", methods);
      exchange.getResponseHeaders().set("Allow", allowed);
      throw new Refusal(405, "only " + allowed + " can be done here");
    }
  }

  private void take(HttpExchange exchange) throws IOException, Refusal {
    byte[] photo = uploads.photo(exchange);
    String name = Uploads.name(exchange.getRequestHeaders().getFirst("X-Photo-Name"));
    Job job = jobs.submit(name, photo);
    exchange.getResponseHeaders().set("Location", PHOTOS + "/" + job.id());
    Answers.json(exchange, 202, job.status());
  }

  private void job(HttpExchange exchange, String id) throws IOException, Refusal {
    Job job = find(id);
    if (exchange.getRequestMethod().equals("DELETE")) {
      jobs.remove(id);
      exchange.sendResponseHeaders(204, -1);
    } else {
      Answers.json(exchange, 200, job.status());
    }
  }

  private Job find(String id) throws Refusal {
    Job job = jobs.find(id);
    if (job == null) {
      throw new Refusal(404, "this photo is not kept any more; choose it again");
    }
    return job;
  }

  private static Content orNotFound(@org.jspecify.annotations.Nullable Content content)
      throws Refusal {
    if (content == null) {
      throw Refusal.notFound();
    }
    return content;
  }
}

package org.palpebra.examples.viewer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palpebra.PalpebraException;

/** The viewer over HTTP; what makes heads is replaced. */
class ViewerTest {
  private static final ViewerLimits LIMITS = new ViewerLimits(1000, 250_000, 2, 2);
  private static final byte[] PHOTO = {1, 2, 3};

  private final HttpClient client = HttpClient.newHttpClient();
  private final CountDownLatch go = new CountDownLatch(1);
  private Viewer viewer;

  @BeforeEach
  void start() throws IOException {
    viewer =
        Viewer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), LIMITS, this::make);
  }

  @AfterEach
  void stop() {
    go.countDown();
    viewer.close();
  }

  /** Fails as the photo's name says; {@code slow} waits. */
  private Map<String, Content> make(byte[] photo, String name, HeadMaker.Stages stages) {
    stages.enter("Thinking");
    switch (name) {
      case "slow" -> await();
      case "bad" -> throw new PalpebraException("bad: is no photo");
      case "broken" -> throw new IllegalStateException("/secret/path is broken");
      case "big" -> throw new OutOfMemoryError("of this test");
      default -> stages.enter("Writing");
    }
    return Map.of("result.json", Content.of("result.json", photo));
  }

  private void await() {
    try {
      go.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(viewer.address().resolve(path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(byte[] photo, String... headers) throws Exception {
    HttpRequest.Builder request = to("/api/photos").POST(BodyPublishers.ofByteArray(photo));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  private HttpResponse<String> photo(String name) throws Exception {
    return post(PHOTO, "Content-Type", "image/png", "X-Photo-Name", name);
  }

  private static JsonNode json(HttpResponse<String> answer) throws IOException {
    return new ObjectMapper().readTree(answer.body());
  }

  private static String error(HttpResponse<String> answer) throws IOException {
    return json(answer).get("error").asText();
  }

  /** The job as it ended. */
  private JsonNode ended(String location) throws Exception {
    for (int i = 0; i < 500; i++) {
      JsonNode job = json(send(to(location)));
      if (List.of("done", "failed").contains(job.get("state").asText())) {
        return job;
      }
      Thread.sleep(10);
    }
    throw new AssertionError(location + " does not end");
  }

  private static String location(HttpResponse<String> answer) {
    assertEquals(202, answer.statusCode(), answer.body());
    return answer.headers().firstValue("Location").orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html; charset=utf-8",
    "/viewer.css, text/css; charset=utf-8",
    "/viewer.js, text/javascript; charset=utf-8",
    "/icon.svg, image/svg+xml",
    "/three/build/three.module.min.js, text/javascript; charset=utf-8",
    "/three/examples/jsm/loaders/GLTFLoader.js, text/javascript; charset=utf-8",
    "/api/limits, application/json"
  })
  void everyAnswerHasItsTypeAndTheProtectiveHeaders(String path, String type) throws Exception {
    HttpResponse<String> answer = send(to(path));
    assertEquals(200, answer.statusCode());
    assertEquals(type, answer.headers().firstValue("Content-Type").orElseThrow());
    protectedBy(answer);
    HttpResponse<String> head = send(to(path).method("HEAD", BodyPublishers.noBody()));
    assertEquals(200, head.statusCode());
    assertEquals("", head.body());
  }

  private static void protectedBy(HttpResponse<String> answer) {
    assertEquals("nosniff", answer.headers().firstValue("X-Content-Type-Options").orElseThrow());
    String policy = answer.headers().firstValue("Content-Security-Policy").orElseThrow();
    assertTrue(policy.startsWith("default-src 'none'; script-src 'self' 'sha256-"), policy);
    assertFalse(policy.contains("unsafe") || policy.contains("http"), policy);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/x",
        "/index.html/",
        "/three/package.json",
        "/../pom.xml",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/three/..%2f..%2fpom.properties",
        "/package-info.class",
        "/three-head.html",
        "/api",
        "/api/photos/",
        "/api/photos/00000000000000000000000000000000",
        "/api/photos/00000000000000000000000000000000/result.json",
        "/api/photos/00000000000000000000000000000000/../result.json"
      })
  void whatIsNotThereIs404(String path) throws Exception {
    String answer =
        raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assertTrue(answer.startsWith("HTTP/1.1 404 "), answer);
    assertTrue(answer.contains("X-content-type-options: nosniff"), answer);
    assertTrue(answer.contains("{\"error\":"), answer);
  }

  /** Sends bytes as they are and gives back all that comes. */
  private String raw(String request) throws IOException {
    URI address = viewer.address();
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, 200",
    "LOCALHOST:1234, 200",
    "127.0.0.1:8080, 200",
    "[::1]:8080, 200",
    "evil.example, 403",
    "evil.example:8080, 403",
    "localhost.evil.example, 403",
    "127.0.0.1.evil.example, 403",
    "'', 403"
  })
  void onlyItsOwnNamesAreAnswered(String host, int status) throws IOException {
    String answer = raw("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    assertTrue(answer.startsWith("HTTP/1.1 " + status), answer.lines().findFirst().orElse(""));
  }

  @ParameterizedTest
  @CsvSource({
    "Origin, http://evil.example, 403",
    "Origin, null, 403",
    "Origin, https://localhost, 403",
    "Origin, http://localhost:1, 403",
    "Origin, http://localhost, 202",
    "Sec-Fetch-Site, cross-site, 403",
    "Sec-Fetch-Site, same-site, 403",
    "Sec-Fetch-Site, same-origin, 202"
  })
  void otherSitesAreRefused(String header, String value, int status) throws IOException {
    String answer =
        raw(
            "POST /api/photos HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n"
                + header
                + ": "
                + value
                + "\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc");
    assertTrue(answer.startsWith("HTTP/1.1 " + status), answer.lines().findFirst().orElse(""));
  }

  @Test
  void wrongMethodsSayWhichAreRight() throws Exception {
    HttpResponse<String> answer = send(to("/").DELETE());
    assertEquals(405, answer.statusCode());
    assertEquals("GET, HEAD", answer.headers().firstValue("Allow").orElseThrow());
    assertEquals(405, send(to("/api/photos")).statusCode());
    assertEquals(405, send(to("/api/limits").DELETE()).statusCode());
  }

  @Test
  void aPhotoBecomesFiles() throws Exception {
    String location = location(photo("..%2Fmy%20face+1.png"));
    JsonNode job = ended(location);
    assertEquals("done", job.get("state").asText(), job.toString());
    assertEquals("my face+1.png", job.get("name").asText());
    assertEquals(
        List.of("Thinking", "Writing"), job.get("stages").findValuesAsText("name"), job.toString());
    job.get("stages").forEach(stage -> assertTrue(stage.get("seconds").asDouble() >= 0));
    HttpResponse<byte[]> file =
        client.send(to(location + "/result.json").build(), BodyHandlers.ofByteArray());
    assertEquals("application/json", file.headers().firstValue("Content-Type").orElseThrow());
    assertEquals("no-store", file.headers().firstValue("Cache-Control").orElseThrow());
    assertEquals(List.of((byte) 1, (byte) 2, (byte) 3), boxed(file.body()));
    assertEquals(404, send(to(location + "/other.json")).statusCode());
    assertEquals(204, send(to(location).DELETE()).statusCode());
    assertEquals(404, send(to(location)).statusCode());
    assertEquals(404, send(to(location + "/result.json")).statusCode());
  }

  private static List<Byte> boxed(byte[] bytes) {
    List<Byte> list = new ArrayList<>();
    for (byte b : bytes) {
      list.add(b);
    }
    return list;
  }

  @Test
  void uploadsAreLimited() throws Exception {
    assertEquals(202, post(new byte[1000], "Content-Type", "image/png").statusCode());
    for (int size : new int[] {1001, 3000, 50_000}) {
      HttpResponse<String> answer = post(new byte[size], "Content-Type", "image/png");
      assertEquals(413, answer.statusCode(), answer.body());
      assertEquals(
          "the file is too large: at most 0.001 MB and 0.25 million pixels are accepted; scale the"
              + " photo down",
          error(answer));
      protectedBy(answer);
    }
    // of unknown length, in chunks
    HttpRequest.Builder chunked =
        to("/api/photos")
            .header("Content-Type", "image/png")
            .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[2000])));
    assertEquals(413, send(chunked).statusCode());
    assertEquals(400, post(new byte[0], "Content-Type", "image/png").statusCode());
    assertEquals(415, post(PHOTO).statusCode());
    assertEquals(415, post(PHOTO, "Content-Type", "multipart/form-data").statusCode());
  }

  @Test
  void failuresAreOneLineWithoutSecrets() throws Exception {
    for (Map.Entry<String, String> expected :
        Map.of(
                "bad", "bad: is no photo",
                "broken", "internal error; the viewer's log says more",
                "big", "not enough memory for this photo; scale it down")
            .entrySet()) {
      JsonNode job = ended(location(photo(expected.getKey())));
      assertEquals("failed", job.get("state").asText());
      assertEquals(expected.getValue(), job.get("error").asText());
    }
    assertEquals("done", ended(location(photo("after"))).get("state").asText());
  }

  @Test
  void fewPhotosWaitAndFewResultsAreKept() throws Exception {
    String slow = location(photo("slow"));
    while (json(send(to(slow))).get("state").asText().equals("waiting")) {
      Thread.sleep(5);
    }
    List<String> waiting = List.of(location(photo("a")), location(photo("b")));
    HttpResponse<String> refused = photo("c");
    assertEquals(503, refused.statusCode());
    assertEquals("too many photos are waiting; try again in a few seconds", error(refused));
    assertEquals("waiting", json(send(to(waiting.get(0)))).get("state").asText());
    go.countDown();
    assertEquals("done", ended(waiting.get(1)).get("state").asText());
    assertEquals("done", ended(waiting.get(0)).get("state").asText());
    String last = location(photo("d"));
    assertEquals("done", ended(last).get("state").asText());
    forgotten(slow);
    forgotten(waiting.get(0));
    assertEquals(200, send(to(waiting.get(1))).statusCode());
  }

  /** What is too much goes right after a job has ended. */
  private void forgotten(String location) throws Exception {
    for (int i = 0; i < 500 && send(to(location)).statusCode() != 404; i++) {
      Thread.sleep(10);
    }
    assertEquals(404, send(to(location)).statusCode(), location);
  }

  @Test
  void closingEndsWaitingPhotosAndTheSocket() throws Exception {
    String location = location(photo("slow"));
    while (json(send(to(location))).get("state").asText().equals("waiting")) {
      Thread.sleep(5);
    }
    location(photo("a"));
    Thread closing = new Thread(viewer::close);
    closing.start();
    go.countDown();
    closing.join(10_000);
    assertFalse(closing.isAlive());
    int port = viewer.address().getPort();
    try (Socket socket = new Socket()) {
      boolean refused = false;
      try {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2000);
      } catch (IOException e) {
        refused = true;
      }
      assertTrue(refused, "something still listens");
    }
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {
        "null, photo",
        "'', photo",
        "%zz, photo",
        "a%2Fb%5Cc.jpg, c.jpg",
        "..%2F, photo",
        "a%0D%0Ab.jpg, ab.jpg",
        "%C3%A9t%C3%A9.jpg, été.jpg"
      })
  void namesAreHarmless(String header, String name) {
    assertEquals(name, Uploads.name(header));
  }
}

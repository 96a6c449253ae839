package org.palpebra.examples.viewer;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps other pages of the user's browser out, and this page within itself.
 *
 * <p>A page elsewhere can reach a server on the user's machine in two ways: under a name of its own
 * that it lets point here (DNS rebinding), which {@code Host} gives away, and as a request from
 * another origin, which {@code Origin} or {@code Sec-Fetch-Site} give away.
 */
final class Protection extends Filter {
  private static final Pattern HOST = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\[\\]]+)(:\\d+)?");
  private static final Pattern ADDRESS = Pattern.compile("\\[.*]|\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern IMPORT_MAP =
      Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);

  private final String ownName;
  private final String contentPolicy;

  /**
   * @param ownName the name under which the user has the viewer listen; addresses and {@code
   *     localhost} are always accepted, since no foreign name can stand for them
   * @param page whose import map is the one script within a page that may run
   */
  Protection(String ownName, Content page) {
    this.ownName = ownName.toLowerCase(Locale.ROOT);
    // blob: is what the page itself made: the photo chosen, the textures inside a GLB
    contentPolicy =
        "default-src 'none'; script-src 'self' '%s'; style-src 'self'; img-src 'self' blob:;"
                .formatted(importMapHash(page))
            + " connect-src 'self' blob:; base-uri 'none'; form-action 'none';"
            + " frame-ancestors 'none'";
  }

  private static String importMapHash(Content page) {
    Matcher map = IMPORT_MAP.matcher(new String(page.bytes(), StandardCharsets.UTF_8));
    if (!map.find()) {
      throw new IllegalStateException("the page has no import map");
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(map.group(1).getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
    Headers answer = exchange.getResponseHeaders();
    answer.set("Content-Security-Policy", contentPolicy);
    answer.set("X-Content-Type-Options", "nosniff");
    answer.set("X-Frame-Options", "DENY");
    answer.set("Referrer-Policy", "no-referrer");
    answer.set("Cross-Origin-Resource-Policy", "same-origin");
    answer.set("Cross-Origin-Opener-Policy", "same-origin");
    Headers request = exchange.getRequestHeaders();
    String host = request.getFirst("Host");
    if (!known(host)) {
      refuse(exchange, "this address is not one of the viewer's");
    } else if (foreign(request, String.valueOf(host))) {
      refuse(exchange, "another site may not ask the viewer");
    } else {
      chain.doFilter(exchange);
    }
  }

  private static void refuse(HttpExchange exchange, String reason) throws IOException {
    try (exchange) {
      Answers.error(exchange, 403, reason);
    }
  }

  private boolean known(@Nullable String header) {
    Matcher host = HOST.matcher(header == null ? "" : header);
    if (!host.matches()) {
      return false;
    }
    String name = host.group(1).toLowerCase(Locale.ROOT);
    return name.equals("localhost") || name.equals(ownName) || ADDRESS.matcher(name).matches();
  }

  private static boolean foreign(Headers request, String host) {
    String origin = request.getFirst("Origin");
    if (origin != null) {
      return !origin.equalsIgnoreCase("http://" + host);
    }
    String site = request.getFirst("Sec-Fetch-Site");
    boolean navigation = "navigate".equals(request.getFirst("Sec-Fetch-Mode"));
    return site != null && !site.equals("same-origin") && !site.equals("none") && !navigation;
  }

  @Override
  public String description() {
    return "refuses foreign hosts and origins, sets security headers";
  }
}

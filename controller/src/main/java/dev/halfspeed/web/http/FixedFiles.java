package dev.halfspeed.web.http;

import dev.halfspeed.core.Sha256;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The page to log in, and the fixed files that pages need. All other pages are written anew. */
public final class FixedFiles {
  /** Enough to tell versions of one file apart. */
  private static final int ETAG_BYTES = 8;

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");
  private static final List<String> ASSETS = List.of("style.css", "icon.svg", "live.js");

  private final Map<String, Answer> files = new TreeMap<>();
  private final String loginStyle;

  public FixedFiles() {
    ASSETS.forEach(this::load);
    load("login.html");
    loginStyle = styleDigest("login.html");
  }

  /** Adds the pages and what they need to a router. */
  public void mount(Router router) {
    get(router, "/login").handler(context -> login(context, 200).send(context));
    for (String name : ASSETS) {
      get(router, "/assets/" + name).handler(page(name));
    }
  }

  private static Route get(Router router, String path) {
    return router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
  }

  /** The page that refuses whoever is not known, and takes the token; it needs nothing else. */
  public Answer login(RoutingContext context, int status) {
    Answer page = file("login.html");
    context
        .response()
        .putHeader(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'sha256-"
                + loginStyle
                + "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
    return new Answer(status, page.type(), page.body());
  }

  private String styleDigest(String page) {
    String text = file(page).body().toString();
    String style =
        text.substring(text.indexOf("<style>") + "<style>".length(), text.indexOf("</style>"));
    return Base64.getEncoder().encodeToString(Sha256.of(style));
  }

  private Handler<RoutingContext> page(String name) {
    Answer answer = file(name);
    String version =
        "\"" + HexFormat.of().formatHex(Sha256.of(answer.body().getBytes()), 0, ETAG_BYTES) + "\"";
    return context -> {
      context.response().putHeader("Cache-Control", "no-cache").putHeader("ETag", version);
      if (version.equals(context.request().getHeader("If-None-Match"))) {
        context.response().setStatusCode(304).end();
      } else {
        answer.send(context);
      }
    };
  }

  private Answer file(String name) {
    Answer file = files.get(name);
    if (file == null) {
      throw new IllegalArgumentException("no page " + name);
    }
    return file;
  }

  private void load(String name) {
    try (InputStream input = FixedFiles.class.getResourceAsStream("/web/" + name)) {
      if (input == null) {
        throw new IllegalStateException("/web/" + name + " is not on the class path");
      }
      String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
      if (type == null) {
        throw new IllegalStateException("no content type for " + name);
      }
      files.put(name, new Answer(200, type, Buffer.buffer(input.readAllBytes())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.halfspeed.web;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A headless Chromium with one tab, driven over its DevTools protocol. It notes whatever a page
 * complains of, and every address that it asks for.
 */
public final class Browser implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final List<String> PROGRAMS =
      List.of("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome");
  private static final Pattern LISTENING = Pattern.compile("DevTools listening on (ws://\\S+)");

  /** Nothing takes that long; it only ends a test that would hang. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Process process;
  private final HttpClient client = HttpClient.newHttpClient();
  private final WebSocket socket;
  private final AtomicInteger lastId = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final String session;

  private Browser(Process process, URI address) {
    this.process = process;
    socket = client.newWebSocketBuilder().buildAsync(address, new Messages()).join();
    String tab =
        send("", "Target.createTarget", Map.of("url", "about:blank")).path("targetId").asString();
    session =
        send("", "Target.attachToTarget", Map.of("targetId", tab, "flatten", true))
            .path("sessionId")
            .asString();
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      send(domain + ".enable", Map.of());
    }
    send("Emulation.setFocusEmulationEnabled", Map.of("enabled", true));
  }

  /** The program that shows pages; empty where none is installed. */
  public static Optional<Path> program() {
    return PROGRAMS.stream()
        .flatMap(name ->
            Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts one.
   *
   * @param folder where it keeps what it needs, empty
   */
  public static Browser start(Path folder) throws IOException {
    Process process =
        new ProcessBuilder(
                program().orElseThrow().toString(),
                "--headless",
                "--remote-debugging-port=0",
                "--user-data-dir=" + folder.resolve("profile"),
                // It is root in a container, and shows our own pages only.
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--no-first-run",
                "--no-proxy-server",
                "--lang=en-GB",
                "about:blank")
            .redirectErrorStream(true)
            .start();
    try {
      var output =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      var said = new StringBuilder();
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        Matcher listening = LISTENING.matcher(line);
        if (listening.find()) {
          // What it says later must not fill the pipe.
          Thread.ofVirtual().start(() -> output.lines().forEach(later -> {}));
          return new Browser(process, URI.create(listening.group(1)));
        }
        said.append(line).append('\n');
      }
      throw new IOException("The browser did not start: " + said);
    } catch (IOException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** Makes the window that wide, in CSS pixels; narrow ones are a phone's. */
  public void resize(int width) {
    send(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", width < 600));
  }

  /** Whether pages may run scripts; what a test evaluates still runs. */
  public void scripts(boolean run) {
    send("Emulation.setScriptExecutionDisabled", Map.of("value", !run));
  }

  /** Shows pages as somebody sees them who wants them dark, or light. */
  public void dark(boolean dark) {
    send(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  /** Presses a key and lets it go, as somebody does who has no mouse. */
  public void press(Key key) {
    for (String type : List.of("keyDown", "keyUp")) {
      var event = new LinkedHashMap<String, Object>();
      event.put("type", type);
      event.put("key", key.name);
      event.put("code", key.name);
      event.put("windowsVirtualKeyCode", key.code);
      if (type.equals("keyDown") && !key.text.isEmpty()) {
        event.put("text", key.text);
      }
      send("Input.dispatchKeyEvent", event);
    }
  }

  /** Types a text where the focus is. */
  public void type(String text) {
    send("Input.insertText", Map.of("text", text));
  }

  /** A key. */
  public enum Key {
    TAB("Tab", 9, ""),
    ENTER("Enter", 13, "\r");

    private final String name;
    private final int code;
    private final String text;

    Key(String name, int code, String text) {
      this.name = name;
      this.code = code;
      this.text = text;
    }
  }

  /** The page as a picture in the PNG format, down to a height in CSS pixels. */
  byte[] picture(int width, int height) {
    Map<String, ?> part = Map.of("x", 0, "y", 0, "width", width, "height", height, "scale", 1);
    return Base64.getDecoder()
        .decode(
            send(
                    "Page.captureScreenshot",
                    Map.of("format", "png", "captureBeyondViewport", true, "clip", part))
                .path("data")
                .asString());
  }

  /**
   * Goes to an address, and waits until its document is there; what it then asks for may be later.
   */
  public void open(URI address) {
    JsonNode opened = send("Page.navigate", Map.of("url", address.toString()));
    if (opened.has("errorText")) {
      throw new AssertionError(address + ": " + opened.path("errorText").asString());
    }
    until("location.href !== 'about:blank'");
  }

  /** Waits until an expression is true in a page whose document is there. */
  public void until(String expression) {
    Awaitility.await(expression)
        .pollInterval(Duration.ofMillis(20))
        .until(() ->
            evaluate("document.readyState === 'complete' && Boolean(" + expression + ")")
                .asBoolean());
  }

  /** The text of the page as a reader sees it. */
  public String text() {
    return evaluate("document.body.innerText").asString();
  }

  /** How many elements a selector finds. */
  public int count(String selector) {
    return evaluate("document.querySelectorAll(" + JSON.writeValueAsString(selector) + ").length")
        .asInt();
  }

  /** What an expression gives. */
  public JsonNode evaluate(String expression) {
    JsonNode answer =
        send(
            "Runtime.evaluate",
            Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
    if (answer.has("exceptionDetails")) {
      // While another page comes, the old one is gone already.
      return JSON.nullNode();
    }
    return answer.path("result").path("value");
  }

  /** Errors and warnings of the console, and exceptions that nobody caught. */
  public List<String> complaints() {
    return complaints;
  }

  /** All addresses that were asked for. */
  public List<String> asked() {
    return asked;
  }

  private JsonNode send(String method, Map<String, ?> parameters) {
    return send(session, method, parameters);
  }

  private JsonNode send(String session, String method, Map<String, ?> parameters) {
    int id = lastId.incrementAndGet();
    var answer = new CompletableFuture<JsonNode>();
    answers.put(id, answer);
    var message = JSON.createObjectNode();
    message.put("id", id).put("method", method).set("params", JSON.valueToTree(parameters));
    if (!session.isEmpty()) {
      message.put("sessionId", session);
    }
    try {
      socket.sendText(message.toString(), true).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      JsonNode whole = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (whole.has("error")) {
        throw new IllegalStateException(method + ": " + whole.path("error"));
      }
      return whole.path("result");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(method, e);
    }
  }

  private void receive(JsonNode message) {
    if (message.has("id")) {
      CompletableFuture<JsonNode> answer = answers.remove(message.path("id").asInt());
      if (answer != null) {
        answer.complete(message);
      }
      return;
    }
    JsonNode what = message.path("params");
    switch (message.path("method").asString("")) {
      case "Runtime.exceptionThrown" -> complaints.add(what.path("exceptionDetails").toString());
      case "Runtime.consoleAPICalled" -> {
        if (List.of("error", "warning", "assert").contains(what.path("type").asString())) {
          complaints.add(what.path("args").toString());
        }
      }
      case "Log.entryAdded" -> {
        JsonNode entry = what.path("entry");
        if (List.of("error", "warning").contains(entry.path("level").asString())) {
          complaints.add(entry.path("text").asString() + " " + entry.path("url").asString(""));
        }
      }
      case "Network.requestWillBeSent" -> asked.add(what.path("request").path("url").asString());
      default -> {
        // Of no interest here.
      }
    }
  }

  @Override
  public void close() {
    socket.abort();
    client.shutdownNow();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
  }

  /** Puts the pieces of messages together. */
  private final class Messages implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        String whole = text.toString();
        text.setLength(0);
        receive(JSON.readTree(whole));
      }
      from.request(1);
      return CompletableFuture.completedStage(null);
    }
  }
}

package dev.halfspeed.web;

import dev.halfspeed.controller.LabController;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.time.Time;
import dev.halfspeed.web.access.Token;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A whole controller over a store that was filled before, with its pages. */
record MonthServer(LabController controller, WebServer server) implements AutoCloseable {
  private static final Token OWN = Token.own(Client.TOKEN);

  /** Fills the store of a controller. */
  interface Filling {
    void fill(Path state) throws Problem;
  }

  /** Starts one in an empty folder. */
  static MonthServer start(Path folder, Filling filling) throws IOException, Problem {
    Path state =
        Files.createDirectory(
            folder.resolve("state"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    filling.fill(state);
    LabController controller =
        LabController.open(
            state,
            Files.createDirectory(folder.resolve("recipes")),
            Files.createDirectory(folder.resolve("worker")),
            _ -> {
              throw new IllegalStateException("no machine is needed");
            },
            Time.real(),
            false);
    return new MonthServer(
        controller,
        WebServer.start(
            controller,
            "127.0.0.1",
            0,
            List.of(OWN),
            WebServer.Settings.USUAL.with(() -> WatchedMonth.NOW)));
  }

  /** A link that lets in one browser. */
  URI link(String path) {
    return server.link(path, OWN.principal());
  }

  @Override
  public void close() {
    server.close();
    controller.close();
  }
}

package dev.halfspeed.worker.boot;

import dev.halfspeed.worker.host.Deadline;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Sees the phases of a guest begin. It sleeps until the guest leaves a marker, so that it costs
 * nothing while a run is measured.
 */
final class PhaseWatch implements AutoCloseable {
  /** The guest's init runs. */
  static final String ALIVE = "alive";

  /** The guest's init has nothing left to do but to end the guest. */
  static final String OFF = "off";

  private final GuestFolder share;
  private final Consumer<String> listener;
  private final WatchService service;
  private final CompletableFuture<Boolean> alive = new CompletableFuture<>();
  private final Map<String, Long> beginnings = new LinkedHashMap<>();

  PhaseWatch(GuestFolder share, Consumer<String> listener) throws IOException {
    this.share = share;
    this.listener = listener;
    this.service = share.path().getFileSystem().newWatchService();
    share.path().register(service, StandardWatchEventKinds.ENTRY_CREATE);
    begin("boot");
    Thread.ofPlatform().daemon().start(this::watch);
  }

  /** Waits for init to run; false when the guest ended, or time ran out, before. */
  boolean await(Process guest, Deadline deadline) throws InterruptedException {
    CompletableFuture<Object> first = CompletableFuture.anyOf(alive, guest.onExit());
    try {
      first.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // Whether it is alive is asked below.
    }
    return share.reached(ALIVE);
  }

  private void watch() {
    try {
      while (true) {
        WatchKey key = service.take();
        for (WatchEvent<?> event : key.pollEvents()) {
          if (event.context() instanceof Path file) {
            GuestFolder.phaseOf(file).ifPresent(this::begin);
          }
        }
        key.reset();
      }
    } catch (InterruptedException | ClosedWatchServiceException e) {
      // The guest has ended.
    }
  }

  private void begin(String phase) {
    synchronized (beginnings) {
      beginnings.putIfAbsent(phase, System.nanoTime());
    }
    listener.accept(phase);
    if (phase.equals(ALIVE)) {
      alive.complete(true);
    }
  }

  /** How long the phases that began lasted, the last one until now. */
  Map<String, Duration> durations() {
    var durations = new LinkedHashMap<String, Duration>();
    synchronized (beginnings) {
      String previous = "";
      long since = 0;
      for (Map.Entry<String, Long> beginning : beginnings.entrySet()) {
        if (!previous.isEmpty()) {
          durations.put(previous, Duration.ofNanos(beginning.getValue() - since));
        }
        previous = beginning.getKey();
        since = beginning.getValue();
      }
      durations.put(previous, Duration.ofNanos(System.nanoTime() - since));
    }
    return durations;
  }

  @Override
  public void close() throws IOException {
    service.close();
  }
}

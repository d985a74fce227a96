package dev.halfspeed.dispatch;

import dev.halfspeed.lab.*;
import java.nio.file.*;

final class Measure {
  static long t;

  static void lap(String s) {
    long n = System.nanoTime();
    System.out.println(s + " " + (n - t) / 1000000 + " ms");
    t = System.nanoTime();
  }

  public static void main(String[] a) throws Exception {
    Path d = Path.of(a[0]);
    Files.createDirectories(d);
    t = System.nanoTime();
    Path arch = a.length > 1 ? Path.of(a[1]) : FakeWorker.pack(d);
    lap("pack");
    try (var local = LocalMachine.start(d.resolve("state"), d.resolve("w"))) {
      lap("sshd");
      for (int i = 0; i < 4; i++) {
        var c = SshConnection.open(local.machine(), LinkSettings.DEFAULTS);
        lap("  ssh open");
        c.run(RemoteScript.of("echo"), LinkSettings.DEFAULTS.answerDeadline());
        lap("  exec");
        c.close();
        lap("  close");
        var l = SshWorkerLink.connect(local.machine(), arch, i, LinkSettings.DEFAULTS);
        lap("connect");
        l.jobs();
        lap("jobs");
        l.jobs();
        lap("jobs");
        l.close();
        lap("close");
      }
    }
    lap("end");
  }
}

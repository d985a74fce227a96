package dev.halfspeed.lab;

import dev.halfspeed.problem.*;
import java.nio.file.*;
import java.util.*;

public final class LabFile {
  public static List<Machine> read(Path p) throws Problem {
    return List.of(
        new Machine(
            "lab1",
            "h",
            22,
            "root",
            p,
            p,
            Set.of(Machine.Role.values()),
            new Machine.Boot(
                Machine.AccelerationChoice.AUTO,
                Machine.ClockChoice.AUTO,
                0,
                1 << 30,
                0,
                List.of(),
                java.time.Duration.ofSeconds(60)),
            "~/x",
            null));
  }
}

package dev.halfspeed.lab;
import dev.halfspeed.worker.protocol.*; import dev.halfspeed.problem.*; import java.util.*;
public final class MachineTools { public static void require(Machine m, Result.Facts f, List<String> t) throws Problem {} }

package dev.halfspeed.lab;

import dev.halfspeed.problem.*;
import dev.halfspeed.worker.protocol.*;
import java.util.*;

public final class MachineTools {
  public static void require(Machine m, Result.Facts f, List<String> t) throws Problem {}
}

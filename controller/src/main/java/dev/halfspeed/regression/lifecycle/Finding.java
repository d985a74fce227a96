package dev.halfspeed.regression.lifecycle;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.halfspeed.store.regression.AlarmRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a campaign ended. Events hold it, so the names of its kinds stay as they are. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Finding.Compared.class, name = "compared"),
  @JsonSubTypes.Type(value = Finding.Proved.class, name = "proved"),
  @JsonSubTypes.Type(value = Finding.NotProved.class, name = "not proved"),
  @JsonSubTypes.Type(value = Finding.Broken.class, name = "broken")
})
public sealed interface Finding {
  /**
   * Two kernels were compared.
   *
   * @param change of the second from the first; absent where there is none
   * @param words the comparison's own conclusion
   */
  record Compared(
      Verdict verdict, EventDetail.@Nullable Change change, Kernels kernels, String words)
      implements Finding {
    /** Whether fresh boots changed in the direction that an alarm says. */
    public boolean shows(AlarmRecord alarm) {
      return verdict == Verdict.DIFFERENT
          && change != null
          && Math.signum(change.fraction()) == Math.signum(alarm.change());
    }
  }

  /** What a comparison says. */
  enum Verdict {
    DIFFERENT,
    SAME,
    UNDECIDED
  }

  /** What is known of the two kernels themselves. */
  enum Kernels {
    /** The same build, to the last byte. */
    EQUAL,
    /** The same functions and data, of which some lie elsewhere. */
    MOVED,
    DIFFERENT,
    UNKNOWN
  }

  /** A bisection proved one commit. */
  record Proved(EventDetail.Culprit culprit) implements Finding {}

  /**
   * A bisection ended without one.
   *
   * @param ends what it says of the ends
   * @param suspects commits that it may be, the most probable first
   */
  record NotProved(Ends ends, List<EventDetail.Commit> suspects, String words) implements Finding {
    public NotProved {
      suspects = List.copyOf(suspects);
    }
  }

  /** What a bisection without a culprit says of its ends. */
  enum Ends {
    DIFFER,
    DO_NOT_DIFFER,
    /** The metric moved with time, not with the commit. */
    MACHINE_CHANGED
  }

  /** The campaign could not be carried out, or a person cancelled it. */
  record Broken(String words) implements Finding {}
}

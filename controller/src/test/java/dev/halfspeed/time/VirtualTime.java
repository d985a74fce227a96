package dev.halfspeed.time;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Time that passes only while every task waits. One task runs at a time, and who is next is drawn
 * from a seed, so that a run is the same each time, whatever the machine does.
 *
 * <p>Tasks belong to groups: processes, which can be killed or frozen as a whole.
 *
 * <p>A task that waits or ends draws the next one itself and hands over to it. Most waits are for
 * time alone, with nothing else to do meanwhile, and then it hands over to nobody and goes on.
 */
public final class VirtualTime {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  private final SplittableRandom random;
  private final List<Task> ready = new ArrayList<>();
  private final PriorityQueue<Alarm> alarms =
      new PriorityQueue<>(Comparator.comparingLong(Alarm::at).thenComparingLong(Alarm::number));
  private final Semaphore driver = new Semaphore(0);
  private final List<Throwable> failures = new ArrayList<>();
  private final List<Program> programs = new ArrayList<>();
  private BooleanSupplier goal = () -> true;
  private boolean reached;
  private long end;
  private @Nullable Task current;
  private long now;
  private long number;

  public VirtualTime(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Thrown in the tasks of a program that was killed, wherever they are. */
  public static final class Killed extends Error {
    private static final long serialVersionUID = 1;

    Killed() {
      super("the program was killed", null, false, false);
    }
  }

  private record Alarm(long at, long number, Task task, long waiting) {}

  /** One thread of a program. */
  private final class Task implements Time.Running {
    private final Program program;
    private final Semaphore go = new Semaphore(0);
    private final List<Task> joining = new ArrayList<>();
    private boolean interrupted;
    private boolean parked;
    private boolean ended;

    /** Counts its waits, so that an alarm of an earlier one does not end a later one. */
    private long waits;

    Task(Program program, Runnable body, String name) {
      this.program = program;
      Thread.ofVirtual()
          .name(name)
          .start(() -> {
            go.acquireUninterruptibly();
            try {
              if (!program.killed) {
                body.run();
              }
            } catch (Killed killed) {
              // As it should be.
            } catch (Throwable failure) {
              failures.add(failure);
            } finally {
              ended = true;
              joining.forEach(Task::resume);
              handOver(draw());
            }
          });
      ready.add(this);
    }

    /** Waits to be resumed; until an alarm, if there is one. */
    void park(long until) throws InterruptedException {
      if (program.killed) {
        throw new Killed();
      }
      if (!interrupted) {
        parked = true;
        waits++;
        if (until != Long.MAX_VALUE) {
          alarms.add(new Alarm(until, number++, this, waits));
        }
        Task next = draw();
        if (next != this) {
          handOver(next);
          go.acquireUninterruptibly();
        }
        parked = false;
      }
      if (program.killed) {
        throw new Killed();
      }
      if (interrupted) {
        interrupted = false;
        throw new InterruptedException();
      }
    }

    void resume() {
      if (parked && !ready.contains(this)) {
        ready.add(this);
      }
    }

    @Override
    public void interrupt() {
      interrupted = true;
      resume();
    }

    @Override
    public boolean join(Duration time) throws InterruptedException {
      Task me = running();
      long until = now + time.toNanos();
      while (!ended && now < until) {
        joining.add(me);
        me.park(until);
      }
      return ended;
    }
  }

  private Task running() {
    if (current == null) {
      throw new IllegalStateException("only tasks of a program may wait");
    }
    return current;
  }

  /** Nanoseconds since the beginning. */
  public long now() {
    return now;
  }

  /** A new program. */
  public Program program() {
    var program = new Program();
    programs.add(program);
    return program;
  }

  /**
   * Lets time pass until the condition holds, checked whenever a task waits or has ended.
   *
   * @param until asked by tasks' threads too, one at a time
   * @return false when everything waits for ever, or that time has passed first
   */
  public boolean play(Duration most, BooleanSupplier until) {
    end = now + most.toNanos();
    goal = until;
    Task first = draw();
    if (first != null) {
      handOver(first);
      driver.acquireUninterruptibly();
    }
    if (!failures.isEmpty()) {
      throw new AssertionError("a task failed", failures.getFirst());
    }
    return reached;
  }

  /** Kills every program, so that no thread of theirs is left. */
  public void end() {
    programs.forEach(Program::kill);
    play(Duration.ZERO, () -> false);
  }

  /** The task whose turn it is; none when the play is over. */
  private @Nullable Task draw() {
    current = null;
    reached = failures.isEmpty() && goal.getAsBoolean();
    if (failures.isEmpty() && !reached) {
      current = next();
    }
    return current;
  }

  private void handOver(@Nullable Task next) {
    (next == null ? driver : next.go).release();
  }

  private @Nullable Task next() {
    while (true) {
      List<Task> able = ready.stream().filter(task -> !task.program.isFrozen()).toList();
      if (!able.isEmpty()) {
        Task next = able.get(random.nextInt(able.size()));
        ready.remove(next);
        return next;
      }
      long thaw = ready.stream().mapToLong(task -> task.program.frozenUntil).min().orElse(end);
      Alarm alarm = alarms.peek();
      if (alarm != null && alarm.at() <= Math.min(thaw, end)) {
        alarms.poll();
        now = Math.max(now, alarm.at());
        if (alarm.task().waits == alarm.waiting()) {
          alarm.task().resume();
        }
      } else if (!ready.isEmpty() && thaw <= end) {
        now = Math.max(now, thaw);
      } else {
        return null;
      }
    }
  }

  /** A program with its threads; its clock may be wrong. */
  public final class Program implements Time {
    private final List<Task> tasks = new ArrayList<>();
    private boolean killed;
    private long frozenUntil;
    private Duration clockError = Duration.ZERO;

    private Program() {}

    /** Ends all its tasks where they are: what they wait for, or ask for next, throws. */
    public void kill() {
      killed = true;
      tasks.forEach(Task::resume);
    }

    /** To be thrown by a task of this program, which was killed. */
    public Killed death() {
      return new Killed();
    }

    public boolean isKilled() {
      return killed;
    }

    /** Stops it for a while; time passes outside. */
    public void freeze(Duration time) {
      frozenUntil = now + time.toNanos();
    }

    private boolean isFrozen() {
      return !killed && frozenUntil > now;
    }

    /** Its wall clock is wrong by that much from now on. */
    public void setClockError(Duration error) {
      clockError = error;
    }

    @Override
    public Instant instant() {
      return BEGIN.plusNanos(now).plus(clockError);
    }

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public void sleep(Duration time) throws InterruptedException {
      long until = now + Math.max(0, time.toNanos());
      Task me = running();
      do {
        me.park(until);
      } while (now < until);
    }

    @Override
    public Time.Running start(String name, Runnable body) {
      if (killed) {
        throw new Killed();
      }
      var task = new Task(this, body, name);
      tasks.removeIf(each -> each.ended);
      tasks.add(task);
      return task;
    }

    @Override
    public <T> Mailbox<T> mailbox() {
      return new Box<>();
    }
  }

  /** Messages, and the tasks that wait for them. */
  private final class Box<T> implements Mailbox<T> {
    private final ArrayDeque<T> messages = new ArrayDeque<>();
    private final ArrayDeque<Task> waiting = new ArrayDeque<>();

    @Override
    public void put(T message) {
      messages.add(message);
      Task first = waiting.poll();
      if (first != null) {
        first.resume();
      }
    }

    @Override
    public T take() throws InterruptedException {
      while (true) {
        T message = within(Long.MAX_VALUE);
        if (message != null) {
          return message;
        }
      }
    }

    @Override
    public @Nullable T poll(Duration time) throws InterruptedException {
      return within(now + time.toNanos());
    }

    private @Nullable T within(long until) throws InterruptedException {
      Task me = running();
      while (messages.isEmpty() && now < until) {
        waiting.add(me);
        try {
          me.park(until);
        } finally {
          waiting.remove(me);
        }
      }
      return messages.poll();
    }
  }
}

package dev.halfspeed.worker.job;

import dev.halfspeed.worker.host.RunningKernel;
import dev.halfspeed.worker.protocol.Job;
import dev.halfspeed.worker.protocol.JobId;
import dev.halfspeed.worker.protocol.Owner;
import dev.halfspeed.worker.protocol.Protocol;
import dev.halfspeed.worker.protocol.Reply;
import dev.halfspeed.worker.protocol.Request;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * One conversation with a controller: reads requests, writes replies. It holds no job, so that its
 * end, however it comes, ends none.
 */
public final class Server {
  private static final DateTimeFormatter SINCE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Home home;
  private final String version;
  private final Lease lease;
  private final Ownership ownership;
  private final JobControl jobs;
  private final BufferedReader requests;
  private final Writer replies;
  private OptionalLong token = OptionalLong.empty();
  private @Nullable Owner owner;

  public Server(Home home, Launcher launcher, String version, Reader requests, Writer replies) {
    this(home, launcher, version, requests, replies, Ownership.UpTime.OF_THE_SYSTEM);
  }

  Server(
      Home home,
      Launcher launcher,
      String version,
      Reader requests,
      Writer replies,
      Ownership.UpTime upTime) {
    this.home = home;
    this.ownership = new Ownership(home, upTime);
    this.version = version;
    this.lease = new Lease(home);
    this.jobs = new JobControl(home, launcher);
    this.requests = new BufferedReader(requests);
    this.replies = replies;
  }

  /** Answers requests until there are no more. */
  public void serve() throws IOException {
    String line = requests.readLine();
    while (line != null) {
      handle(line);
      line = requests.readLine();
    }
  }

  private void handle(String line) throws IOException {
    Request request;
    try {
      request = Protocol.read(line, Request.class);
    } catch (JacksonException e) {
      reply(new Reply.Refused(0, Reply.Reason.BAD_REQUEST, "not a request: " + e.getMessage()));
      return;
    }
    if (token.isEmpty() && !(request instanceof Request.Hello)) {
      reply(refused(request, Reply.Reason.BAD_REQUEST, "the first request must be Hello"));
      return;
    }
    if (request instanceof Request.Follow || request instanceof Request.Cancel) {
      // These take their time, and others are answered meanwhile.
      Thread.ofVirtual().start(() -> answerSafely(request));
    } else {
      answerSafely(request);
    }
  }

  private void answerSafely(Request request) {
    try {
      Reply reply;
      try {
        reply = answer(request);
      } catch (PeerGoneException e) {
        return;
      } catch (IOException | RuntimeException e) {
        reply = refused(request, Reply.Reason.FAILED, e.toString());
      }
      if (reply != null) {
        reply(reply);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // Nobody listens any more; the end of the requests will follow.
    }
  }

  private @Nullable Reply answer(Request request) throws IOException, InterruptedException {
    return switch (request) {
      case Request.Hello hello -> hello(hello);
      case Request.Start start ->
          holding(
              start,
              () -> {
                hearOf(start);
                jobs.start(start.job(), start.work());
                return new Reply.Ok(start.id());
              });
      case Request.Beat beat ->
          holding(
              beat,
              () -> {
                hear(beat.work());
                return new Reply.Ok(beat.id());
              });
      case Request.Follow follow -> follow(follow);
      case Request.Cancel cancel -> {
        // Not while the lease is held: it may take as long as the job's processes take to end.
        if (isStale()) {
          yield stale(request);
        }
        jobs.cancel(home.job(cancel.job()));
        yield new Reply.Ok(cancel.id());
      }
      case Request.AskRunning ask -> {
        var kernel = RunningKernel.ofThisMachine();
        yield new Reply.Running(ask.id(), kernel.bootId(), kernel.buildId().orElse(""));
      }
      case Request.Leave leave -> holding(leave, () -> leave(leave));
      case Request.ListJobs list -> new Reply.Jobs(list.id(), jobs.list());
      case Request.Forget forget ->
          holding(
              forget,
              () ->
                  jobs.forget(home.job(forget.job()))
                      ? new Reply.Ok(forget.id())
                      : refused(
                          request,
                          Reply.Reason.FAILED,
                          "the job " + forget.job() + " runs: cancel it first"));
    };
  }

  private Reply leave(Request.Leave leave) throws IOException {
    if (!RunningKernel.ofThisMachine().bootId().equals(leave.bootId())) {
      return new Reply.Ok(leave.id());
    }
    JobFolder folder = home.job(leave.job());
    if (!folder.exists() || !Files.exists(folder.leaveScript())) {
      return refused(
          leave, Reply.Reason.UNKNOWN_JOB, "the job " + leave.job() + " has made no boot ready");
    }
    jobs.leave(folder);
    return new Reply.Ok(leave.id());
  }

  private Reply hello(Request.Hello hello) throws IOException {
    if (hello.protocolVersion() != Protocol.VERSION) {
      return refused(
          hello,
          Reply.Reason.BAD_REQUEST,
          "this worker speaks protocol version "
              + Protocol.VERSION
              + ", not "
              + hello.protocolVersion());
    }
    Owner wants = hello.owner();
    Optional<Reply> refusal = lease.locked(() -> refusal(hello, wants));
    if (refusal.isPresent()) {
      return refusal.get();
    }
    owner = wants;
    token = OptionalLong.of(hello.lease());
    return new Reply.Welcome(hello.id(), Protocol.VERSION, version, home.root().toString());
  }

  /** Why a controller can't have the machine; it has it from now on where that is empty. */
  private Optional<Reply> refusal(Request.Hello hello, @Nullable Owner wants) throws IOException {
    if (wants != null && !hello.takeOver()) {
      Optional<Ownership.Heard> other = ownership.inTheWayOf(wants);
      if (other.isPresent()) {
        return Optional.of(inUse(hello, other.get()));
      }
    }
    // Tokens of different controllers may be equal: each counts its own starts.
    boolean isNewcomer = wants != null && ownership.isOfAnother(wants);
    if ((isNewcomer && hello.lease() == lease.highest()) || !lease.raise(hello.lease())) {
      return Optional.of(stale(hello));
    }
    if (wants != null) {
      // After a restart it goes on with what it worked on, until it says otherwise.
      ownership.hear(wants, ownership.work(wants));
    }
    return Optional.empty();
  }

  private static Reply inUse(Request request, Ownership.Heard other) {
    return new Reply.Refused(
        request.id(),
        Reply.Reason.IN_USE,
        "%s works there since %s UTC, for %s"
            .formatted(other.work(), SINCE.format(other.since()), other.owner().words()),
        null,
        other.owner());
  }

  /** From its first job on a campaign has the machine; a look at the machine is none. */
  private void hearOf(Request.Start start) throws IOException {
    Owner hers = owner;
    if (hers != null && !(start.work() instanceof Job.Facts)) {
      String work = ownership.work(hers);
      ownership.hear(hers, work.isEmpty() ? campaign(start.job()) : work);
    }
  }

  /** The controller is alive, and works here on that. */
  private void hear(String work) throws IOException {
    Owner hers = owner;
    if (hers != null) {
      ownership.hear(hers, work);
    }
  }

  /** Jobs are called by the campaign that they are part of, and a number. */
  private static String campaign(JobId job) {
    int dash = job.job().lastIndexOf('-');
    return dash < 0 ? job.job() : job.job().substring(0, dash);
  }

  private @Nullable Reply follow(Request.Follow follow) throws IOException, InterruptedException {
    JobFolder folder = home.job(follow.job());
    if (!folder.exists()) {
      return refused(follow, Reply.Reason.UNKNOWN_JOB, "this machine has no job " + follow.job());
    }
    jobs.follow(
        folder,
        Math.max(1, follow.from()),
        event -> {
          try {
            reply(new Reply.Event(follow.id(), event));
          } catch (IOException e) {
            throw new PeerGoneException(e);
          }
        });
    return null;
  }

  /**
   * Answers while no other controller can come; refuses where one has come since this one said
   * hello.
   */
  private Reply holding(Request request, Lease.Action<Reply> action) throws IOException {
    Optional<Reply> reply =
        token.isEmpty() ? Optional.empty() : lease.holding(token.getAsLong(), action);
    return reply.isPresent() ? reply.get() : stale(request);
  }

  /** Another controller may have come since this one said hello. */
  private boolean isStale() throws IOException {
    return token.isEmpty() || !lease.admit(token.getAsLong());
  }

  private Reply stale(Request request) throws IOException {
    long highest = lease.highest();
    return new Reply.Refused(
        request.id(),
        Reply.Reason.STALE_LEASE,
        "a controller with the lease token " + highest + " has been here",
        highest,
        ownership.last().map(Ownership.Heard::owner).orElse(null));
  }

  private static Reply refused(Request request, Reply.Reason reason, String message) {
    return new Reply.Refused(request.id(), reason, message);
  }

  private void reply(Reply reply) throws IOException {
    String line = Protocol.write(reply) + "\n";
    synchronized (replies) {
      replies.write(line);
      replies.flush();
    }
  }

  /** The controller does not read any more. */
  private static final class PeerGoneException extends IOException {
    private static final long serialVersionUID = 1;

    PeerGoneException(IOException cause) {
      super(cause);
    }
  }
}

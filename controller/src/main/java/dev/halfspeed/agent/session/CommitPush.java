package dev.halfspeed.agent.session;

import dev.halfspeed.agent.ConnectionSettings;
import dev.halfspeed.agent.MachineFault;
import dev.halfspeed.agent.ssh.CommandOutput;
import dev.halfspeed.agent.ssh.MarkedInput;
import dev.halfspeed.agent.ssh.RemoteScript;
import dev.halfspeed.agent.ssh.SshConnection;
import dev.halfspeed.agent.ssh.SshRoute;
import dev.halfspeed.history.SourceObjects;
import dev.halfspeed.problem.Problem;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryCache;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.storage.pack.PackConfig;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.PushConnection;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.RemoteSession;
import org.eclipse.jgit.transport.SshSessionFactory;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.util.FS;
import org.jspecify.annotations.Nullable;

/**
 * Pushes single commits into the bare repository on a machine. What the machine's refs show to be
 * there is not sent again.
 */
final class CommitPush {
  private static final String COMMITS = "refs/halfspeed/commits/";

  // JGit looks for objects that need not be sent only in the trees of parents, and a commit without
  // parents has none of those. A tree that the machine shows as a ref of its own is always looked
  // at.
  private static final String TREES = "refs/halfspeed/trees/";

  /**
   * Git on the machine with our own settings only: neither the user's nor the system's, no hooks,
   * no templates. A git before 2.32 looks for the user's settings in the home only.
   */
  private static final String OWN_SETTINGS =
      """
      for name in $(env | sed -n 's/^\\(GIT_[A-Za-z0-9_]*\\)=.*/\\1/p'); do unset "$name"; done
      export HOME=/dev/null XDG_CONFIG_HOME=/dev/null LC_ALL=C
      export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_SYSTEM=/dev/null GIT_CONFIG_GLOBAL=/dev/null
      export GIT_ATTR_NOSYSTEM=1 GIT_DEFAULT_HASH=sha1 GIT_DEFAULT_REF_FORMAT=files
      own() { git -c core.hooksPath=/dev/null -c 'safe.directory=*' --git-dir="$@"; }
      """;

  // No garbage collection: it would run while something is being measured.
  private static final String MAKE_REPOSITORY =
      OWN_SETTINGS
          + """
          [ -f "$1/halfspeed-ready" ] && exit 0
          git init -q --bare --template= "$1" &&
          own "$1" config gc.auto 0 &&
          own "$1" config receive.autogc false &&
          own "$1" config core.compression 1 &&
          : > "$1/halfspeed-ready"
          """;

  private static final String RECEIVE = OWN_SETTINGS + "own \"$1\" receive-pack \"$1\"\n";

  private final SshConnection connection;
  private final String host;
  private final String directory;
  private final ConnectionSettings settings;

  /**
   * Pushes to a repository, which is made when it is not there.
   *
   * @param host for messages
   * @param directory of the bare repository on the machine, absolute
   */
  CommitPush(SshConnection connection, String host, String directory, ConnectionSettings settings) {
    this.connection = connection;
    this.host = host;
    this.directory = directory;
    this.settings = settings;
  }

  /** Makes the repository, unless it is there. */
  void prepare() throws IOException, InterruptedException {
    CommandOutput output =
        connection.run(RemoteScript.of(MAKE_REPOSITORY, directory), settings.answerDeadline());
    if (output.exitStatus() != 0) {
      throw new IOException("git init failed: " + output.error().strip());
    }
  }

  /**
   * Pushes one commit, unless it is there.
   *
   * @throws MachineFault when files of the commit are missing or damaged here
   * @throws IOException when it does not arrive, or the repository here can't be read
   */
  void push(Path repository, String commit) throws IOException, MachineFault, InterruptedException {
    try (Repository local = open(repository)) {
      ObjectId id = ObjectId.fromString(commit);
      if (!local.getObjectDatabase().has(id)) {
        throw new IOException("commit " + commit + " is not in " + repository);
      }
      push(local, id);
    } catch (Problem damage) {
      throw MachineFault.sourcesDamaged(damage);
    }
  }

  private void push(Repository local, ObjectId commit)
      throws IOException, InterruptedException, Problem {
    try (SshRoute.Deadline _ =
            connection.deadline(
                settings.transferDeadline(),
                "sending a commit took longer than "
                    + settings.transferDeadline().toMinutes()
                    + " min");
        Transport transport = transport(local);
        PushConnection remote = transport.openPush()) {
      // What comes with a commit came before its ref.
      if (remote.getRef(COMMITS + commit.name()) == null) {
        SourceObjects.borrowedBy(local).requireReadable(commit);
        Map<String, RemoteRefUpdate> updates = updates(local, commit, remote);
        remote.push(NullProgressMonitor.INSTANCE, updates);
        for (RemoteRefUpdate update : updates.values()) {
          requireDone(update, remote.getMessages());
        }
      }
    } catch (TransportException | NotSupportedException e) {
      throw connection.lost(e);
    }
  }

  /** The refs that are missing there: commits may have equal trees. */
  private static Map<String, RemoteRefUpdate> updates(
      Repository local, ObjectId commit, PushConnection remote) throws IOException {
    try (var walk = new RevWalk(local)) {
      String tree = walk.parseCommit(commit).getTree().name();
      return Stream.of(
              new RemoteRefUpdate(local, commit.name(), COMMITS + commit.name(), true, null, null),
              new RemoteRefUpdate(local, tree, TREES + tree, true, null, null))
          .filter(update -> remote.getRef(update.getRemoteName()) == null)
          .collect(Collectors.toMap(RemoteRefUpdate::getRemoteName, Function.identity()));
    }
  }

  private static void requireDone(RemoteRefUpdate update, String messages) throws IOException {
    switch (update.getStatus()) {
      case OK, UP_TO_DATE -> {}
      case NOT_ATTEMPTED,
          REJECTED_NONFASTFORWARD,
          REJECTED_NODELETE,
          REJECTED_REMOTE_CHANGED,
          REJECTED_OTHER_REASON,
          NON_EXISTING,
          AWAITING_REPORT ->
          throw new IOException(
              "git refused %s: %s %s %s"
                  .formatted(
                      update.getRemoteName(),
                      update.getStatus(),
                      update.getMessage() == null ? "" : update.getMessage(),
                      messages.strip()));
    }
  }

  private static Repository open(Path path) throws IOException {
    File folder = RepositoryCache.FileKey.resolve(path.toFile(), FS.DETECTED);
    if (folder == null) {
      throw new IOException(path + " is not a git repository");
    }
    return new FileRepositoryBuilder().setGitDir(folder).setMustExist(true).build();
  }

  private Transport transport(Repository local) throws TransportException, NotSupportedException {
    var uri = new URIish().setScheme("ssh").setHost(host).setPath(directory);
    Transport transport = Transport.open(local, uri);
    if (!(transport instanceof SshTransport ssh)) {
      throw new IllegalStateException("JGit reaches ssh: by " + transport.getClass());
    }
    ssh.setSshSessionFactory(new OneConnection());
    ssh.setPushThin(true);
    // A machine that says nothing for so long, or ten times as long when it has the whole pack, is
    // not waited for.
    ssh.setTimeout((int) settings.answerDeadline().toSeconds());
    // Searching for deltas takes longer than sending whole files, and much memory.
    var packing = new PackConfig(local);
    packing.setDeltaCompress(false);
    packing.setThreads(1);
    ssh.setPackConfig(packing);
    return ssh;
  }

  /** Hands JGit the connection that is there. */
  private final class OneConnection extends SshSessionFactory {
    @Override
    public RemoteSession getSession(
        URIish uri, @Nullable CredentialsProvider credentials, FS files, int timeout) {
      return new RemoteSession() {
        @Override
        public Process exec(String command, int timeoutSeconds) throws IOException {
          try {
            return new ChannelProcess(
                connection.start(RemoteScript.of(MarkedInput.PRINT + RECEIVE, directory)));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a channel");
          }
        }

        @Override
        public void disconnect() {
          // The connection is not JGit's to close.
        }
      };
    }

    @Override
    public String getType() {
      return "halfspeed";
    }
  }
}

package dev.halfspeed.watch;

import dev.halfspeed.files.NamedFile;
import dev.halfspeed.history.CommitInfo;
import dev.halfspeed.history.KernelHistory;
import dev.halfspeed.history.RangeOptions;
import dev.halfspeed.history.RemoteFetch;
import dev.halfspeed.problem.Problem;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Repositories on this machine. */
public final class GitRepositories implements WatchedRepositories {
  @Override
  public Reading open(String path) throws Problem {
    return new History(KernelHistory.open(NamedFile.path(path, "repository")));
  }

  @Override
  public void probe(String path, String remote) throws Problem {
    RemoteFetch.probe(NamedFile.path(path, "repository"), remote);
  }

  @Override
  public void fetch(String path, String remote) throws Problem {
    // Whose it is, is checked first: git runs what a repository's configuration names.
    open(path).close();
    RemoteFetch.fetch(NamedFile.path(path, "repository"), remote);
  }

  private record History(KernelHistory history) implements Reading {
    @Override
    public List<Tip> tips() throws Problem {
      return history.tips().stream()
          .map(tip -> tip(tip.name(), tip.isTag(), tip.commit()))
          .toList();
    }

    private static Tip tip(String name, boolean isTag, CommitInfo commit) {
      return new Tip(name, isTag, commit.id(), commit.subject(), commit.committedAt());
    }

    @Override
    public Tip kernel(String revision) throws Problem {
      CommitInfo commit = history.resolve(revision);
      history.requireKernel(commit);
      return tip(revision, false, commit);
    }

    @Override
    public Optional<String> base(String mainline, String commit) throws Problem {
      CommitInfo base = history.resolve(mainline);
      CommitInfo tip = history.commit(commit);
      if (base.id().equals(tip.id())) {
        return Optional.empty();
      }
      // Of several the newest has most of what both have.
      return history.range(base, tip, RangeOptions.everything()).mergeBases().stream()
          .map(history::commit)
          .max(Comparator.comparing(CommitInfo::committedAt))
          .map(CommitInfo::id);
    }

    @Override
    public boolean has(String commit) {
      try {
        history.commit(commit);
        return true;
      } catch (IllegalArgumentException gone) {
        return false;
      }
    }

    @Override
    public void close() {
      history.close();
    }
  }
}

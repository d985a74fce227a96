package dev.halfspeed.campaign.bisection;

import dev.halfspeed.campaign.RangeLookup;
import dev.halfspeed.history.CommitInfo;
import dev.halfspeed.json.RowJson;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.report.Words;
import dev.halfspeed.search.CandidateDag;
import dev.halfspeed.search.Revision;
import dev.halfspeed.store.campaign.CampaignRecord;
import java.util.BitSet;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/** The ranges of bisections. */
public final class BisectionRanges implements RangeLookup {
  private final RequestCheck check;

  public BisectionRanges(RequestCheck check) {
    this.check = check;
  }

  @Override
  public Range of(CampaignRecord campaign) throws Problem {
    if (campaign.kind() != CampaignRecord.Kind.BISECTION) {
      throw new Problem(
          ProblemCode.WRONG_STATE,
          "A %s has no commits between two ends".formatted(campaign.kind().inWords()),
          "Only a bisection has: to measure again or to override is for its commits.");
    }
    Resolved resolved = RowJson.read(campaign.detailJson(), Resolved.class);
    BisectionRequest request = RowJson.read(campaign.requestJson(), BisectionRequest.class);
    return new Found(
        check.files(request.withEnds(resolved.good().id(), resolved.bad().id())), resolved);
  }

  private record Found(CheckedFiles files, Resolved resolved) implements Range {
    @Override
    public Named find(String name) throws Problem {
      CommitInfo commit = files.history().resolve(name);
      if (commit.id().equals(resolved.goodEnd().id())) {
        return new Named(new Revision.Good(), commit.id(), true);
      }
      OptionalInt candidate = files.range().indexOf(commit.id());
      if (candidate.isEmpty()) {
        throw new Problem(
            ProblemCode.INVALID_FIELD,
            "Commit "
                + Words.shortId(commit.id())
                + " is none of the "
                + Words.count(files.range().size(), "candidate"),
            "Name one between "
                + Words.shortId(resolved.goodEnd().id())
                + " and "
                + Words.shortId(resolved.bad().id())
                + ".");
      }
      int index = candidate.getAsInt();
      return new Named(
          new Revision.Candidate(index), commit.id(), index == files.range().dag().bad());
    }

    @Override
    public boolean hasSuspect(Set<Revision> good, Set<Revision> bad) {
      CandidateDag dag = files.range().dag();
      var left = new BitSet();
      left.set(0, dag.size());
      candidates(bad).forEach(index -> left.and(dag.ancestorsOf(index)));
      candidates(good).forEach(index -> left.andNot(dag.ancestorsOf(index)));
      return !left.isEmpty();
    }

    /** Ends can't be marked. */
    private static IntStream candidates(Set<Revision> marked) {
      return marked.stream().mapToInt(each -> ((Revision.Candidate) each).index());
    }

    @Override
    public void close() {
      files.close();
    }
  }
}

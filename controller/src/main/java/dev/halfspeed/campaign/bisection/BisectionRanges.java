package dev.halfspeed.campaign.bisection;

import dev.halfspeed.campaign.RangeLookup;
import dev.halfspeed.history.CommitInfo;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.report.Words;
import dev.halfspeed.search.CandidateDag;
import dev.halfspeed.search.Revision;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.worker.protocol.Protocol;
import java.util.BitSet;
import java.util.OptionalInt;
import java.util.Set;

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
          "A comparison has no commits between its variants",
          "This is for bisections; the other interventions are for both.");
    }
    Resolved resolved = Protocol.read(campaign.detailJson(), Resolved.class);
    BisectionRequest request = Protocol.read(campaign.requestJson(), BisectionRequest.class);
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
            ProblemCode.UNKNOWN,
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
      bad.forEach(each -> left.and(ancestors(dag, each)));
      good.forEach(each -> left.andNot(ancestors(dag, each)));
      return !left.isEmpty();
    }

    /** A candidate with all candidates before it. */
    private static BitSet ancestors(CandidateDag dag, Revision revision) {
      var ancestors = new BitSet();
      if (revision instanceof Revision.Candidate(int index)) {
        ancestors.set(index);
        // Parents have smaller numbers.
        for (int child = index; child >= 0; child = ancestors.previousSetBit(child - 1)) {
          for (int parent : dag.parentsOf(child)) {
            ancestors.set(parent);
          }
        }
      }
      return ancestors;
    }

    @Override
    public void close() {
      files.close();
    }
  }
}

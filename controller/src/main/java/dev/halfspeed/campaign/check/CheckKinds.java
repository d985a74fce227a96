package dev.halfspeed.campaign.check;

import dev.halfspeed.campaign.CampaignKind;
import dev.halfspeed.campaign.Engine;
import dev.halfspeed.machines.MachineRegistry;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.store.campaign.CampaignRecord;
import java.util.List;

/** Both kinds of checks, and what they know of those that machines have passed. */
public final class CheckKinds {
  private final Engine engine;
  private final CheckRequestCheck check;
  private final PassedChecks passed;
  private final CheckKind whole;
  private final CheckKind again;

  public CheckKinds(Engine engine, CheckRequestCheck check, MachineRegistry stations) {
    this.engine = engine;
    this.check = check;
    passed = new PassedChecks(engine.store(), engine.statuses());
    whole = new CheckKind(CampaignRecord.Kind.CHECK, engine, check, stations, passed);
    again = new CheckKind(CampaignRecord.Kind.RECHECK, engine, check, stations, passed);
  }

  /** For what runs them. */
  public List<CampaignKind<?>> all() {
    return List.of(whole, again);
  }

  CheckKind whole() {
    return whole;
  }

  CheckKind again() {
    return again;
  }

  PassedChecks passed() {
    return passed;
  }

  /** The commit that a request's revision means now. */
  String commit(CheckRequest request) throws Problem {
    return check.check(request, engine.snapshots().ofChecks()).commit().id();
  }

  /** Digest of all that a request has built and measured now, but for the machine's compiler. */
  String settings(CheckRequest request) throws Problem {
    return check.check(request, engine.snapshots().ofChecks()).settings();
  }
}

package dev.halfspeed.campaign.configs;

import dev.halfspeed.campaign.ConfigurationLookup;
import dev.halfspeed.jobs.BootNumbers;
import dev.halfspeed.problem.Problem;
import dev.halfspeed.problem.ProblemCode;
import dev.halfspeed.search.Revision;
import dev.halfspeed.store.Store;
import dev.halfspeed.store.campaign.CampaignRecord;
import dev.halfspeed.store.job.JobRecord;
import dev.halfspeed.work.RevisionName;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The configurations of the rounds that config bisections are in. */
public final class OpenRound implements ConfigurationLookup {
  private final Store store;

  public OpenRound(Store store) {
    this.store = store;
  }

  @Override
  public Configuration find(CampaignRecord campaign, String name) throws Problem {
    // Before the rounds: a job's configuration is one of those that were begun by then.
    Optional<Revision> booted = ofBoot(campaign, name);
    ConfigRounds rounds = ConfigRounds.read(store, campaign);
    Revision revision =
        switch (name) {
          case "good" -> new Revision.Good();
          case "bad" -> rounds.search().bad();
          default ->
              booted.orElseThrow(() ->
                  new Problem(
                      ProblemCode.INVALID_FIELD,
                      "The config bisection %s has booted no configuration \"%s\""
                          .formatted(campaign.id(), name),
                      "Say good, bad, or the number of a boot of the configuration: the page"
                          + " and halfspeed status %s list them.".formatted(campaign.id())));
        };
    requireInRound(rounds, revision);
    return new Configuration(revision, rounds.words(revision));
  }

  private Optional<Revision> ofBoot(CampaignRecord campaign, String name) {
    Map<String, Integer> numbers = BootNumbers.of(store.boots().samples(campaign.id()));
    return revision(
        campaign,
        job -> {
          String attempt = job.job() + "/" + job.attempt();
          Integer number = numbers.get(attempt);
          return attempt.equals(name) || (number != null && number.toString().equals(name));
        });
  }

  private Optional<Revision> revision(CampaignRecord campaign, Predicate<JobRecord> which) {
    return store.jobs().all(campaign.id()).stream()
        .filter(which)
        .flatMap(job -> Optional.ofNullable(job.revision()).stream())
        .findFirst()
        .map(RevisionName::parse);
  }

  @Override
  public void requireInRound(CampaignRecord campaign, String job) throws Problem {
    Optional<Revision> revision = revision(campaign, each -> each.job().equals(job));
    if (revision.isPresent()) {
      requireInRound(ConfigRounds.read(store, campaign), revision.get());
    }
  }

  private static void requireInRound(ConfigRounds rounds, Revision revision) throws Problem {
    if (!rounds.search().isInRound(revision)) {
      throw new Problem(
          ProblemCode.WRONG_STATE,
          "Round %d does not have %s: its boots decide nothing any more"
              .formatted(rounds.starts().size(), rounds.words(revision)),
          "A round that was begun is not taken back. Where such a boot misled an earlier round,"
              + " cancel and start another one: kernels that were built are used again.");
    }
  }
}

package dev.halfspeed.store.job;

import dev.halfspeed.store.campaign.CampaignRecord;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a campaign has booted and measured: a commit, one of its ends, or a variant.
 *
 * @param number of its last boot: later ones have higher ones
 * @param revision the store's name of it in its campaign
 * @param name of a comparison's variant; absent in other kinds
 * @param candidates how many commits were in a bisection's range; absent in other kinds
 * @param boots that were measured
 * @param lastAt when the last of them began
 */
public record VariantRow(
    long number,
    String campaign,
    CampaignRecord.Kind kind,
    String revision,
    String commit,
    String subject,
    @Nullable String name,
    @Nullable Integer candidates,
    @Nullable String recipe,
    int boots,
    Instant lastAt) {}

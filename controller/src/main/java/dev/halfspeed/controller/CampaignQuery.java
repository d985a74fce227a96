package dev.halfspeed.controller;

import dev.halfspeed.store.campaign.CampaignFilter;

/**
 * Which part of the list of campaigns is asked for.
 *
 * @param from place of the first one, from 0; behind the last one there are none
 * @param most at most so many
 */
public record CampaignQuery(
    CampaignFilter filter, CampaignFilter.Order order, int from, int most) {}

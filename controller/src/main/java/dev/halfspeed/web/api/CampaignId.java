package dev.halfspeed.web.api;

/** Which campaign something was done to, or was started. */
record CampaignId(String id) {}

package dev.halfspeed.web;

/** Which campaign something was done to, or was started. */
record CampaignId(String id) {}

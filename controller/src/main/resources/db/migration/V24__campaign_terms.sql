-- How urgent a campaign is, and what it may take of machines. So far people alone asked, and said how urgent it is in their request.

ALTER TABLE campaign ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
ALTER TABLE campaign ADD COLUMN machine_seconds INTEGER CHECK (machine_seconds > 0);

UPDATE campaign SET priority = coalesce(request_json ->> '$.priority', 0) WHERE ended_at IS NULL;

CREATE INDEX campaign_parent ON campaign (parent, sequence) WHERE parent IS NOT NULL;
CREATE INDEX campaign_owner ON campaign (owner, sequence) WHERE owner <> '';

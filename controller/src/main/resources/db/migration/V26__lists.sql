-- What lists of campaigns filter by, and which campaigns a commit is of.

ALTER TABLE campaign ADD COLUMN repository TEXT GENERATED ALWAYS AS
  (coalesce(request_json ->> '$.repository', request_json ->> '$.variants[0].repository')) VIRTUAL;
ALTER TABLE campaign ADD COLUMN recipe TEXT GENERATED ALWAYS AS (detail_json ->> '$.recipe') VIRTUAL;

-- Has all that is filtered by, so that rows with their long texts are read for one page of a list only.
CREATE INDEX campaign_list ON campaign (sequence, kind, state, owner, priority, ended_at, repository, recipe);

-- role: END, VARIANT, CHECKED, TRIED (built or booted), SUSPECT or CULPRIT.
CREATE TABLE campaign_commit (
  "commit" TEXT NOT NULL,
  campaign TEXT NOT NULL REFERENCES campaign (id),
  role     TEXT NOT NULL,
  PRIMARY KEY ("commit", campaign, role)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER campaign_commits_named AFTER INSERT ON campaign BEGIN
  INSERT OR IGNORE INTO campaign_commit ("commit", campaign, role)
    SELECT value ->> '$.id', NEW.id, 'END' FROM json_each(NEW.detail_json)
    WHERE type = 'object' AND key IN ('good', 'goodEnd', 'bad') AND value ->> '$.id' IS NOT NULL;
  INSERT OR IGNORE INTO campaign_commit ("commit", campaign, role)
    SELECT NEW.detail_json ->> '$.commit.id', NEW.id, 'CHECKED' WHERE NEW.detail_json ->> '$.commit.id' IS NOT NULL;
  INSERT OR IGNORE INTO campaign_commit ("commit", campaign, role)
    SELECT value ->> '$.commit.id', NEW.id, 'VARIANT' FROM json_each(NEW.detail_json, '$.variants')
    WHERE value ->> '$.commit.id' IS NOT NULL;
END;

CREATE TRIGGER campaign_commits_found AFTER UPDATE OF ending_json ON campaign WHEN NEW.ending_json IS NOT NULL BEGIN
  INSERT OR IGNORE INTO campaign_commit ("commit", campaign, role)
    SELECT value ->> '$.id', NEW.id, CASE NEW.ending_json ->> '$.kind' WHEN 'culprit' THEN 'CULPRIT' ELSE 'SUSPECT' END
    FROM json_each(NEW.ending_json, '$.commits') WHERE value ->> '$.id' IS NOT NULL;
  INSERT OR IGNORE INTO campaign_commit ("commit", campaign, role)
    SELECT value ->> '$.commit.id', NEW.id, 'CULPRIT'
    FROM json_each(NEW.ending_json, '$.others') WHERE value ->> '$.commit.id' IS NOT NULL;
END;

CREATE TRIGGER campaign_commits_tried AFTER INSERT ON job WHEN NEW."commit" IS NOT NULL BEGIN
  INSERT OR IGNORE INTO campaign_commit ("commit", campaign, role) VALUES (NEW."commit", NEW.campaign, 'TRIED');
END;

INSERT OR IGNORE INTO campaign_commit ("commit", campaign, role)
  SELECT value ->> '$.id', campaign.id, 'END' FROM campaign, json_each(campaign.detail_json)
  WHERE type = 'object' AND key IN ('good', 'goodEnd', 'bad') AND value ->> '$.id' IS NOT NULL;
INSERT OR IGNORE INTO campaign_commit ("commit", campaign, role)
  SELECT detail_json ->> '$.commit.id', id, 'CHECKED' FROM campaign WHERE detail_json ->> '$.commit.id' IS NOT NULL;
INSERT OR IGNORE INTO campaign_commit ("commit", campaign, role)
  SELECT value ->> '$.commit.id', campaign.id, 'VARIANT' FROM campaign, json_each(campaign.detail_json, '$.variants')
  WHERE value ->> '$.commit.id' IS NOT NULL;
INSERT OR IGNORE INTO campaign_commit ("commit", campaign, role)
  SELECT value ->> '$.id', campaign.id, CASE ending_json ->> '$.kind' WHEN 'culprit' THEN 'CULPRIT' ELSE 'SUSPECT' END
  FROM campaign, json_each(campaign.ending_json, '$.commits')
  WHERE ending_json IS NOT NULL AND value ->> '$.id' IS NOT NULL;
INSERT OR IGNORE INTO campaign_commit ("commit", campaign, role)
  SELECT value ->> '$.commit.id', campaign.id, 'CULPRIT' FROM campaign, json_each(campaign.ending_json, '$.others')
  WHERE ending_json IS NOT NULL AND value ->> '$.commit.id' IS NOT NULL;
INSERT OR IGNORE INTO campaign_commit ("commit", campaign, role)
  SELECT "commit", campaign, 'TRIED' FROM job WHERE "commit" IS NOT NULL;

-- What a machine did of late.
CREATE INDEX job_machine_time ON job (machine, started_at);

CREATE TRIGGER campaign_commit_kept BEFORE DELETE ON campaign_commit BEGIN SELECT RAISE(ABORT, 'campaigns are kept'); END;

-- One table for whatever is asked of the lab, typed rows for what came of it. What was there before is copied by the
-- next migration and dropped by the one after.

DROP TRIGGER decision_stays;
DROP TRIGGER decision_kept;
DROP TRIGGER job_stays;
DROP TRIGGER job_kept;
DROP TRIGGER job_end_stays;
DROP TRIGGER job_end_kept;
DROP TRIGGER sample_stays;
DROP TRIGGER sample_kept;
DROP TRIGGER machine_check_stays;
DROP TRIGGER machine_check_kept;
DROP TRIGGER machine_check_boot_stays;
DROP TRIGGER machine_check_boot_kept;
DROP TRIGGER machine_check_end_stays;
DROP TRIGGER machine_check_end_kept;
DROP INDEX job_bisection;
DROP INDEX job_machine;
DROP INDEX bisection_open;
ALTER TABLE decision RENAME TO old_decision;
ALTER TABLE job RENAME TO old_job;
ALTER TABLE job_end RENAME TO old_job_end;
ALTER TABLE sample RENAME TO old_sample;

CREATE TABLE campaign (
  sequence     INTEGER PRIMARY KEY AUTOINCREMENT,
  id           TEXT NOT NULL UNIQUE,
  kind         TEXT NOT NULL,
  machine      TEXT,
  experiment   TEXT NOT NULL,
  parent       TEXT REFERENCES campaign (id),
  owner        TEXT NOT NULL,
  created_at   TEXT NOT NULL,
  request_json TEXT NOT NULL CHECK (json_valid(request_json)),
  detail_json  TEXT NOT NULL CHECK (json_valid(detail_json)),
  state        TEXT NOT NULL,
  ended_at     TEXT,
  message      TEXT,
  ending_json  TEXT CHECK (ending_json IS NULL OR json_valid(ending_json)),
  CHECK ((ended_at IS NULL) = (message IS NULL))
) STRICT;

CREATE INDEX campaign_kind ON campaign (kind, sequence);
CREATE INDEX campaign_open ON campaign (sequence) WHERE ended_at IS NULL;
CREATE INDEX campaign_experiment ON campaign (experiment, sequence);
CREATE INDEX campaign_machine ON campaign (machine, sequence) WHERE machine IS NOT NULL;

CREATE TABLE decision (
  campaign        TEXT NOT NULL REFERENCES campaign (id),
  number          INTEGER NOT NULL CHECK (number > 0),
  at              TEXT NOT NULL,
  machine         TEXT NOT NULL,
  action          TEXT NOT NULL,
  revision        TEXT,
  "commit"        TEXT,
  subject         TEXT,
  why             TEXT NOT NULL,
  assessment_json TEXT CHECK (assessment_json IS NULL OR json_valid(assessment_json)),
  PRIMARY KEY (campaign, number)
) STRICT;

-- position: where a boot belongs in its campaign's plan; absent where there is no plan.
-- A row each attempt that was started; its end is a row of job_end, so that starting and ending are both only added.
CREATE TABLE job (
  sequence   INTEGER PRIMARY KEY AUTOINCREMENT,
  job        TEXT NOT NULL,
  attempt    INTEGER NOT NULL CHECK (attempt > 0),
  campaign   TEXT NOT NULL REFERENCES campaign (id),
  machine    TEXT NOT NULL,
  kind       TEXT NOT NULL,
  revision   TEXT,
  "commit"   TEXT,
  subject    TEXT,
  purpose    TEXT,
  image_key  TEXT,
  position   TEXT,
  started_at TEXT NOT NULL,
  log_path   TEXT NOT NULL,
  UNIQUE (job, attempt)
) STRICT;

CREATE INDEX job_campaign ON job (campaign, sequence);
CREATE INDEX job_machine ON job (machine, sequence);

-- What machines were sent and may still be at: the only rows that go away again, with the job's end.
CREATE TABLE job_work (
  job     TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  work    TEXT NOT NULL,
  PRIMARY KEY (job, attempt),
  FOREIGN KEY (job, attempt) REFERENCES job (job, attempt)
) STRICT;

-- result: the kind of the end. step, detail: what failed, and the first error. Durations are in nanoseconds.
CREATE TABLE job_end (
  job      TEXT NOT NULL,
  attempt  INTEGER NOT NULL,
  ended_at TEXT NOT NULL,
  outcome  TEXT NOT NULL,
  message  TEXT NOT NULL,
  result   TEXT NOT NULL,
  took     INTEGER CHECK (took >= 0),
  step     TEXT,
  detail   TEXT,
  log      TEXT,
  PRIMARY KEY (job, attempt),
  FOREIGN KEY (job, attempt) REFERENCES job (job, attempt)
) STRICT;

CREATE TABLE config_text (
  sha256 TEXT PRIMARY KEY,
  text   TEXT NOT NULL
) STRICT;

CREATE TABLE machine_state (
  sha256     TEXT PRIMARY KEY,
  state_json TEXT NOT NULL CHECK (json_valid(state_json))
) STRICT;

-- Of a job that built a kernel, or found it built.
CREATE TABLE build (
  job              TEXT NOT NULL,
  attempt          INTEGER NOT NULL,
  image_key        TEXT NOT NULL,
  "commit"         TEXT NOT NULL,
  build_id         TEXT NOT NULL,
  kernel_sha256    TEXT NOT NULL,
  config_sha256    TEXT NOT NULL,
  release          TEXT NOT NULL,
  compiler         TEXT NOT NULL,
  kernel_path      TEXT NOT NULL,
  bytes            INTEGER NOT NULL CHECK (bytes >= 0),
  compiled_objects INTEGER NOT NULL,
  reused           INTEGER NOT NULL CHECK (reused IN (0, 1)),
  PRIMARY KEY (job, attempt),
  FOREIGN KEY (job, attempt) REFERENCES job_end (job, attempt)
) STRICT;

-- Of a job that measured. plan_json: how the machine booted; absent in boots from before it was kept.
CREATE TABLE boot (
  job          TEXT NOT NULL,
  attempt      INTEGER NOT NULL,
  boot_id      TEXT NOT NULL,
  build_id     TEXT NOT NULL,
  release      TEXT NOT NULL,
  command_line TEXT,
  state_sha256 TEXT NOT NULL REFERENCES machine_state (sha256),
  phases_json  TEXT NOT NULL CHECK (json_valid(phases_json)),
  plan_json    TEXT CHECK (plan_json IS NULL OR json_valid(plan_json)),
  runs         INTEGER NOT NULL CHECK (runs >= 0),
  PRIMARY KEY (job, attempt),
  FOREIGN KEY (job, attempt) REFERENCES job_end (job, attempt)
) STRICT;

CREATE TABLE run (
  sequence        INTEGER PRIMARY KEY AUTOINCREMENT,
  job             TEXT NOT NULL,
  attempt         INTEGER NOT NULL,
  run             INTEGER NOT NULL CHECK (run > 0),
  histogram       TEXT,
  conditions_json TEXT CHECK (conditions_json IS NULL OR json_valid(conditions_json)),
  UNIQUE (job, attempt, run),
  FOREIGN KEY (job, attempt) REFERENCES boot (job, attempt)
) STRICT;

-- disturbance: what disturbed the run, in words, so that it is no evidence; absent: nothing that is known of.
CREATE TABLE sample (
  sequence    INTEGER PRIMARY KEY AUTOINCREMENT,
  job         TEXT NOT NULL,
  attempt     INTEGER NOT NULL,
  run         INTEGER NOT NULL CHECK (run > 0),
  metric      TEXT NOT NULL,
  value       REAL NOT NULL,
  disturbance TEXT,
  UNIQUE (job, attempt, run, metric),
  FOREIGN KEY (job, attempt) REFERENCES job_end (job, attempt)
) STRICT;

CREATE TRIGGER campaign_kept BEFORE DELETE ON campaign BEGIN SELECT RAISE(ABORT, 'campaigns are kept'); END;
CREATE TRIGGER campaign_ends_once BEFORE UPDATE ON campaign WHEN OLD.ended_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'a campaign ends once'); END;
CREATE TRIGGER decision_stays BEFORE UPDATE ON decision BEGIN SELECT RAISE(ABORT, 'decisions are only added'); END;
CREATE TRIGGER decision_kept BEFORE DELETE ON decision BEGIN SELECT RAISE(ABORT, 'decisions are only added'); END;
CREATE TRIGGER job_stays BEFORE UPDATE ON job BEGIN SELECT RAISE(ABORT, 'jobs are only added'); END;
CREATE TRIGGER job_kept BEFORE DELETE ON job BEGIN SELECT RAISE(ABORT, 'jobs are only added'); END;
CREATE TRIGGER job_end_stays BEFORE UPDATE ON job_end BEGIN SELECT RAISE(ABORT, 'a job ends once'); END;
CREATE TRIGGER job_end_kept BEFORE DELETE ON job_end BEGIN SELECT RAISE(ABORT, 'a job ends once'); END;
CREATE TRIGGER build_stays BEFORE UPDATE ON build BEGIN SELECT RAISE(ABORT, 'builds are only added'); END;
CREATE TRIGGER build_kept BEFORE DELETE ON build BEGIN SELECT RAISE(ABORT, 'builds are only added'); END;
CREATE TRIGGER boot_stays BEFORE UPDATE ON boot BEGIN SELECT RAISE(ABORT, 'boots are only added'); END;
CREATE TRIGGER boot_kept BEFORE DELETE ON boot BEGIN SELECT RAISE(ABORT, 'boots are only added'); END;
CREATE TRIGGER run_stays BEFORE UPDATE ON run BEGIN SELECT RAISE(ABORT, 'runs are only added'); END;
CREATE TRIGGER run_kept BEFORE DELETE ON run BEGIN SELECT RAISE(ABORT, 'runs are only added'); END;
CREATE TRIGGER sample_stays BEFORE UPDATE ON sample BEGIN SELECT RAISE(ABORT, 'samples are only added'); END;
CREATE TRIGGER sample_kept BEFORE DELETE ON sample BEGIN SELECT RAISE(ABORT, 'samples are only added'); END;

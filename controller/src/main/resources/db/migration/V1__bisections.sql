-- Times are UTC text with nine decimals, so that they sort as they are. JSON columns hold records that carry their own
-- version. sequence columns give the order in which rows came.

PRAGMA application_id = 1213419588; -- "HSPD": tells a Halfspeed store from any other SQLite file

CREATE TABLE lease (
  only  INTEGER PRIMARY KEY CHECK (only = 1),
  token INTEGER NOT NULL
) STRICT;

INSERT INTO lease (only, token) VALUES (1, 0);

CREATE TABLE bisection (
  sequence     INTEGER PRIMARY KEY AUTOINCREMENT,
  id           TEXT NOT NULL UNIQUE,
  created_at   TEXT NOT NULL,
  request_json TEXT NOT NULL CHECK (json_valid(request_json)),
  state        TEXT NOT NULL,
  ended_at     TEXT,
  ending_json  TEXT CHECK (json_valid(ending_json)),
  detail_json  TEXT NOT NULL CHECK (json_valid(detail_json)),
  CHECK ((ended_at IS NULL) = (ending_json IS NULL))
) STRICT;

CREATE INDEX bisection_open ON bisection (sequence) WHERE ended_at IS NULL;

CREATE TABLE decision (
  bisection       TEXT NOT NULL REFERENCES bisection (id),
  number          INTEGER NOT NULL CHECK (number > 0),
  at              TEXT NOT NULL,
  machine         TEXT NOT NULL,
  action          TEXT NOT NULL,
  revision        TEXT,
  "commit"        TEXT,
  subject         TEXT,
  why             TEXT NOT NULL,
  assessment_json TEXT NOT NULL CHECK (json_valid(assessment_json)),
  PRIMARY KEY (bisection, number)
) STRICT;

-- A row each attempt that was started; its end is a row of job_end, so that starting and ending are both only added.
CREATE TABLE job (
  sequence   INTEGER PRIMARY KEY AUTOINCREMENT,
  job        TEXT NOT NULL,
  attempt    INTEGER NOT NULL CHECK (attempt > 0),
  bisection  TEXT NOT NULL REFERENCES bisection (id),
  machine    TEXT NOT NULL,
  kind       TEXT NOT NULL,
  revision   TEXT,
  "commit"   TEXT,
  subject    TEXT,
  purpose    TEXT,
  work_json  TEXT NOT NULL CHECK (json_valid(work_json)),
  started_at TEXT NOT NULL,
  message    TEXT NOT NULL,
  log_path   TEXT NOT NULL,
  UNIQUE (job, attempt)
) STRICT;

CREATE INDEX job_bisection ON job (bisection, sequence);

CREATE TABLE job_end (
  job         TEXT NOT NULL,
  attempt     INTEGER NOT NULL,
  ended_at    TEXT NOT NULL,
  outcome     TEXT NOT NULL,
  message     TEXT NOT NULL,
  result_json TEXT CHECK (json_valid(result_json)),
  PRIMARY KEY (job, attempt),
  FOREIGN KEY (job, attempt) REFERENCES job (job, attempt)
) STRICT;

CREATE TABLE sample (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  job      TEXT NOT NULL,
  attempt  INTEGER NOT NULL,
  run      INTEGER NOT NULL CHECK (run > 0),
  metric   TEXT NOT NULL,
  value    REAL NOT NULL,
  UNIQUE (job, attempt, run, metric),
  FOREIGN KEY (job, attempt) REFERENCES job_end (job, attempt)
) STRICT;

-- What lies on the machines now: the only rows that go away again.
CREATE TABLE image (
  key           TEXT NOT NULL,
  machine       TEXT NOT NULL,
  "commit"      TEXT NOT NULL,
  tree          TEXT NOT NULL,
  build_id      TEXT NOT NULL,
  kernel_sha256 TEXT NOT NULL,
  bytes         INTEGER NOT NULL CHECK (bytes >= 0),
  build_seconds REAL NOT NULL,
  built_at      TEXT NOT NULL,
  used_at       TEXT NOT NULL,
  PRIMARY KEY (key, machine)
) STRICT;

CREATE TABLE machine (
  name       TEXT PRIMARY KEY,
  address    TEXT NOT NULL,
  facts_json TEXT NOT NULL CHECK (json_valid(facts_json)),
  seen_at    TEXT NOT NULL
) STRICT;

CREATE TRIGGER decision_stays BEFORE UPDATE ON decision BEGIN SELECT RAISE(ABORT, 'decisions are only added'); END;
CREATE TRIGGER decision_kept BEFORE DELETE ON decision BEGIN SELECT RAISE(ABORT, 'decisions are only added'); END;
CREATE TRIGGER job_stays BEFORE UPDATE ON job BEGIN SELECT RAISE(ABORT, 'jobs are only added'); END;
CREATE TRIGGER job_kept BEFORE DELETE ON job BEGIN SELECT RAISE(ABORT, 'jobs are only added'); END;
CREATE TRIGGER job_end_stays BEFORE UPDATE ON job_end BEGIN SELECT RAISE(ABORT, 'a job ends once'); END;
CREATE TRIGGER job_end_kept BEFORE DELETE ON job_end BEGIN SELECT RAISE(ABORT, 'a job ends once'); END;
CREATE TRIGGER sample_stays BEFORE UPDATE ON sample BEGIN SELECT RAISE(ABORT, 'samples are only added'); END;
CREATE TRIGGER sample_kept BEFORE DELETE ON sample BEGIN SELECT RAISE(ABORT, 'samples are only added'); END;

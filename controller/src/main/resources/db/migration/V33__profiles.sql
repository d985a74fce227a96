-- Where runs of boots for a profile spent their time. Such a boot has no row in boot, run or sample: what it measured is no evidence.

-- is_instructions: whether the clock of the kernel under test counted instructions. folded: "comm;outermost;...;innermost samples" lines, gzip in
-- base64; NULL where there is no profile, and notes_json says why.
CREATE TABLE run_profile (
  job             TEXT NOT NULL,
  attempt         INTEGER NOT NULL,
  run             INTEGER NOT NULL CHECK (run > 0),
  is_instructions INTEGER NOT NULL CHECK (is_instructions IN (0, 1)),
  hertz           INTEGER NOT NULL CHECK (hertz > 0),
  samples         INTEGER NOT NULL CHECK (samples >= 0),
  lost            INTEGER NOT NULL CHECK (lost >= 0),
  folded          TEXT,
  metrics_json    TEXT NOT NULL CHECK (json_valid(metrics_json)),
  notes_json      TEXT NOT NULL CHECK (json_valid(notes_json)),
  PRIMARY KEY (job, attempt, run),
  FOREIGN KEY (job, attempt) REFERENCES job_end (job, attempt)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER run_profile_stays BEFORE UPDATE ON run_profile BEGIN SELECT RAISE(ABORT, 'runs are only added'); END;
CREATE TRIGGER run_profile_kept BEFORE DELETE ON run_profile BEGIN SELECT RAISE(ABORT, 'runs are only added'); END;

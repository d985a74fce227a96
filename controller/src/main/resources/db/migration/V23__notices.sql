-- One message to one recipient on one channel, and what became of it. Rows are only added.

-- regression: absent for a digest. event: number of the regression's event that it is about. reply_to: key of the first
-- notice of its thread.
CREATE TABLE notice (
  sequence   INTEGER PRIMARY KEY AUTOINCREMENT,
  key        TEXT NOT NULL UNIQUE,
  at         TEXT NOT NULL,
  regression TEXT REFERENCES regression (id),
  event      INTEGER,
  channel    TEXT NOT NULL,
  recipient  TEXT NOT NULL,
  kind       TEXT NOT NULL,
  subject    TEXT NOT NULL,
  body       TEXT NOT NULL,
  reply_to   TEXT REFERENCES notice (key)
) STRICT;

CREATE INDEX notice_regression ON notice (regression, sequence);

-- outcome: TRYING before each try, so that nobody takes for unsent what may have arrived; FAILED with the time of the
-- next try, or none if there is none; SENT or WITHHELD end it.
CREATE TABLE notice_attempt (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  notice   TEXT NOT NULL REFERENCES notice (key),
  at       TEXT NOT NULL,
  outcome  TEXT NOT NULL CHECK (outcome IN ('TRYING', 'SENT', 'FAILED', 'WITHHELD')),
  words    TEXT NOT NULL,
  next_at  TEXT,
  CHECK (next_at IS NULL OR outcome = 'FAILED')
) STRICT;

CREATE INDEX notice_attempt_notice ON notice_attempt (notice, sequence);
CREATE UNIQUE INDEX notice_attempt_end ON notice_attempt (notice)
  WHERE outcome <> 'TRYING' AND (outcome <> 'FAILED' OR next_at IS NULL);

CREATE TRIGGER notice_stays BEFORE UPDATE ON notice BEGIN SELECT RAISE(ABORT, 'notices are only added'); END;
CREATE TRIGGER notice_kept BEFORE DELETE ON notice BEGIN SELECT RAISE(ABORT, 'notices are only added'); END;
CREATE TRIGGER notice_attempt_stays BEFORE UPDATE ON notice_attempt BEGIN SELECT RAISE(ABORT, 'attempts are only added'); END;
CREATE TRIGGER notice_attempt_kept BEFORE DELETE ON notice_attempt BEGIN SELECT RAISE(ABORT, 'attempts are only added'); END;

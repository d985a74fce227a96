-- Answers to requests that came with an idempotency key. A key is a principal's own; a row is kept for a day.

-- request: digest of method, path and body.
CREATE TABLE kept_answer (
  principal TEXT NOT NULL,
  key       TEXT NOT NULL,
  request   TEXT NOT NULL,
  at        TEXT NOT NULL,
  status    INTEGER NOT NULL,
  body      TEXT NOT NULL,
  PRIMARY KEY (principal, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX kept_answer_at ON kept_answer (at);

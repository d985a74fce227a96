-- Who raised it, beside the detector that it names itself: the name of a principal, or a watch such as "watch nightly"; empty in rows from before it
-- was kept.
ALTER TABLE alarm ADD COLUMN principal TEXT NOT NULL DEFAULT '';

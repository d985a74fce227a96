-- What disturbed a run, in words, so that it is no evidence; absent: nothing that is known of.
ALTER TABLE sample ADD COLUMN disturbance TEXT;

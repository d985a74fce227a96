-- Interventions are only added, as all rows of what people did; and which campaigns are paused is asked for each line of a list.
CREATE TRIGGER intervention_stays BEFORE UPDATE ON intervention BEGIN SELECT RAISE(ABORT, 'interventions are only added'); END;
CREATE TRIGGER intervention_kept BEFORE DELETE ON intervention BEGIN SELECT RAISE(ABORT, 'interventions are only added'); END;

-- Campaigns that get no new work: the last pause or end of one that was not taken back is a pause.
CREATE VIEW paused AS
SELECT campaign
FROM intervention AS done
WHERE kind = 'PAUSE'
  AND NOT EXISTS (
    SELECT 1 FROM intervention AS undo
    WHERE undo.campaign = done.campaign AND undo.undoes = done.number)
  AND NOT EXISTS (
    SELECT 1 FROM intervention AS later
    WHERE later.campaign = done.campaign AND later.number > done.number AND later.kind IN ('PAUSE', 'RESUME')
      AND NOT EXISTS (
        SELECT 1 FROM intervention AS undo
        WHERE undo.campaign = later.campaign AND undo.undoes = later.number));

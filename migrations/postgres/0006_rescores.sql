-- Other keys for a published assessment: what was frozen before and what is frozen now, who decided and why. What was
-- frozen is replaced once, so that two people never replace the same keys. choices is JSON: question asked to the version
-- whose key it got. finished_at: every attempt that follows has followed.
CREATE TABLE rescores (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    assessment_id TEXT COLLATE "C" NOT NULL REFERENCES assessments (id),
    from_frozen TEXT COLLATE "C" NOT NULL UNIQUE REFERENCES frozen_assessments (id),
    to_frozen TEXT COLLATE "C" NOT NULL UNIQUE REFERENCES frozen_assessments (id),
    choices TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    account_id TEXT COLLATE "C" NOT NULL,
    adopted_by TEXT COLLATE "C" NOT NULL,
    adopted_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX rescores_by_assessment ON rescores (assessment_id, adopted_at);

-- What a card was scored by.
ALTER TABLE score_cards ADD COLUMN frozen_id TEXT COLLATE "C" REFERENCES frozen_assessments (id);
UPDATE score_cards SET frozen_id = (SELECT a.frozen_id FROM attempts a WHERE a.id = score_cards.attempt_id);

-- What an intake stays with that was closed before its assessment got other keys; absent while it has the present ones.
ALTER TABLE intakes ADD COLUMN frozen_id TEXT COLLATE "C" REFERENCES frozen_assessments (id);

-- Links that nobody has started from follow too.
CREATE INDEX invitations_by_frozen ON invitations (frozen_id, id);

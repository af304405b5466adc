-- Score cards that no statistics hold yet, written with them; folding deletes them in the unit that adds them.
CREATE TABLE unfolded (
    score_card_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES score_cards (id),
    frozen_id TEXT COLLATE "C" NOT NULL REFERENCES frozen_assessments (id)
);
CREATE INDEX unfolded_by_frozen ON unfolded (frozen_id, score_card_id);

-- What is left of the attempts of a frozen assessment once they are folded; can be computed again from score cards.
-- stale: something folded has changed. folded_to: a computation from the beginning is at this attempt; absent at its
-- end. revision: raised by every change, so that two workers never add the same attempts.
CREATE TABLE item_moments (
    frozen_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES frozen_assessments (id),
    engine_version TEXT COLLATE "C" NOT NULL,
    revision BIGINT NOT NULL,
    stale BIGINT NOT NULL,
    folded_to TEXT COLLATE "C",
    content TEXT COLLATE "C" NOT NULL,
    sample TEXT COLLATE "C" NOT NULL,
    sensitivity TEXT COLLATE "C",
    updated_at BIGINT NOT NULL
);

CREATE INDEX attempts_by_frozen ON attempts (frozen_id, id);

-- What was submitted before is folded once.
INSERT INTO jobs (id, kind, payload, dedup_key, state, run_at, attempts, created_at, updated_at)
SELECT f.id, 'fold_statistics', '{"job":"fold_statistics","frozen":"' || f.id || '"}', 'statistics:' || f.id, 'queued',
       f.created_at, 0, f.created_at, f.created_at
FROM frozen_assessments f
WHERE f.purpose <> 'trial' AND EXISTS (SELECT 1 FROM attempts a WHERE a.frozen_id = f.id);

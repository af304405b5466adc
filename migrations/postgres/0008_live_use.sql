-- What one published assessment says about one of its questions, written again with each folding from item_moments.
-- version: what is folded and by which engine; rows of another version are not read.
CREATE TABLE question_use (
    frozen_id TEXT COLLATE "C" NOT NULL REFERENCES frozen_assessments (id),
    question_id TEXT COLLATE "C" NOT NULL,
    version TEXT COLLATE "C" NOT NULL,
    content TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (frozen_id, question_id)
);
CREATE INDEX question_use_by_question ON question_use (question_id);

-- When somebody wants a question looked at again, whatever its version; review_by is an ISO date.
CREATE TABLE question_reviews (
    bank_id TEXT COLLATE "C" NOT NULL REFERENCES banks (id),
    slug TEXT COLLATE "C" NOT NULL,
    review_by TEXT COLLATE "C" NOT NULL,
    set_by TEXT COLLATE "C" NOT NULL,
    set_at BIGINT NOT NULL,
    PRIMARY KEY (bank_id, slug)
);

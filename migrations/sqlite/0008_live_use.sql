-- What one published assessment says about one of its questions, written again with each folding from item_moments.
-- version: what is folded and by which engine; rows of another version are not read.
CREATE TABLE question_use (
    frozen_id TEXT NOT NULL REFERENCES frozen_assessments (id),
    question_id TEXT NOT NULL,
    version TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (frozen_id, question_id)
);
CREATE INDEX question_use_by_question ON question_use (question_id);

-- When somebody wants a question looked at again, whatever its version; review_by is an ISO date.
CREATE TABLE question_reviews (
    bank_id TEXT NOT NULL REFERENCES banks (id),
    slug TEXT NOT NULL,
    review_by TEXT NOT NULL,
    set_by TEXT NOT NULL,
    set_at BIGINT NOT NULL,
    PRIMARY KEY (bank_id, slug)
);

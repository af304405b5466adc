-- Panels of experts who rate the replies of questions blind. state: open, closed.
CREATE TABLE panels (
    id TEXT NOT NULL PRIMARY KEY,
    bank_id TEXT NOT NULL REFERENCES banks (id),
    title TEXT NOT NULL,
    purpose TEXT NOT NULL,
    state TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    closed_by TEXT,
    closed_at BIGINT
);
CREATE INDEX panels_by_bank ON panels (bank_id, created_at);

-- The versions that are asked; position is the order of the bank.
CREATE TABLE panel_questions (
    panel_id TEXT NOT NULL REFERENCES panels (id),
    question_id TEXT NOT NULL REFERENCES question_versions (id),
    position BIGINT NOT NULL,
    PRIMARY KEY (panel_id, question_id)
);

-- state: invited, opened, rating, finished, revoked. mail_state: none, queued, sent, failed. role is what the expert says
-- of their own work; named is 1 when they allow their name in the dossier. plan is JSON: the order drawn for them.
CREATE TABLE experts (
    id TEXT NOT NULL PRIMARY KEY,
    panel_id TEXT NOT NULL REFERENCES panels (id),
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    email_folded TEXT NOT NULL,
    role TEXT NOT NULL,
    named BIGINT NOT NULL,
    state TEXT NOT NULL,
    generation BIGINT NOT NULL,
    mail_state TEXT NOT NULL,
    mail_error TEXT,
    plan TEXT NOT NULL,
    invited_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    opened_at BIGINT,
    reminded_at BIGINT,
    finished_at BIGINT,
    revoked_at BIGINT,
    revoked_by TEXT,
    revoked_reason TEXT,
    UNIQUE (panel_id, email_folded)
);

-- ratings is JSON: option id to 1–7. complete is 1 when every reply is rated.
CREATE TABLE expert_ratings (
    expert_id TEXT NOT NULL REFERENCES experts (id),
    question_id TEXT NOT NULL REFERENCES question_versions (id),
    ratings TEXT NOT NULL,
    complete BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    saved_at BIGINT NOT NULL,
    PRIMARY KEY (expert_id, question_id)
);

-- Keys taken over from a panel: which version was rated, which version carries the key now, who decided, on how much.
CREATE TABLE panel_keys (
    panel_id TEXT NOT NULL REFERENCES panels (id),
    question_id TEXT NOT NULL REFERENCES question_versions (id),
    adopted_id TEXT NOT NULL UNIQUE REFERENCES question_versions (id),
    experts BIGINT NOT NULL,
    icc2k DOUBLE PRECISION,
    adopted_by TEXT NOT NULL,
    adopted_at BIGINT NOT NULL,
    PRIMARY KEY (panel_id, question_id)
);

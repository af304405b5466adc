-- A question being written. state: draft, in_review, ready or retired (put aside). content is what was typed; editors is a
-- JSON list of the accounts that wrote a part. base_id is the version it began with, version_id the one it became.
CREATE TABLE question_drafts (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    bank_id TEXT COLLATE "C" NOT NULL REFERENCES banks (id),
    state TEXT COLLATE "C" NOT NULL,
    title TEXT COLLATE "C" NOT NULL,
    content TEXT COLLATE "C" NOT NULL,
    revision BIGINT NOT NULL,
    base_id TEXT COLLATE "C" REFERENCES question_versions (id),
    version_id TEXT COLLATE "C" REFERENCES question_versions (id),
    editors TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT COLLATE "C" NOT NULL
);
CREATE INDEX question_drafts_by_bank ON question_drafts (bank_id, updated_at);
CREATE INDEX question_drafts_by_base ON question_drafts (base_id);

-- What was said and decided about a draft. kind: comment or the step that was taken.
CREATE TABLE draft_notes (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    draft_id TEXT COLLATE "C" NOT NULL REFERENCES question_drafts (id),
    at BIGINT NOT NULL,
    account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    author TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    revision BIGINT NOT NULL,
    body TEXT COLLATE "C" NOT NULL
);
CREATE INDEX draft_notes_by_draft ON draft_notes (draft_id, at);

-- second_person: whether somebody who did not write a question makes it ready.
CREATE TABLE bank_settings (
    bank_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES banks (id),
    second_person BIGINT NOT NULL
);
-- The versions of a question, and the retired questions of a bank.
CREATE INDEX question_versions_of_bank ON question_versions (bank_id, retired_in, slug);

-- Instants are milliseconds since the Unix epoch; ids are UUIDs as text; JSON is text checked by the program;
-- flags are 0 or 1. The PostgreSQL file of the same number has the same tables, columns and keys.

CREATE TABLE settings (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE accounts (
    id TEXT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL,
    email_folded TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    is_admin BIGINT NOT NULL,
    is_recruiter BIGINT NOT NULL,
    is_rater BIGINT NOT NULL,
    disabled BIGINT NOT NULL,
    reset_generation BIGINT NOT NULL,
    reset_expires_at BIGINT,
    created_at BIGINT NOT NULL,
    password_changed_at BIGINT NOT NULL
);

CREATE TABLE sessions (
    token_hash TEXT NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    user_agent TEXT NOT NULL
);
CREATE INDEX sessions_by_account ON sessions (account_id);

CREATE TABLE throttles (
    name TEXT NOT NULL PRIMARY KEY,
    hits BIGINT NOT NULL,
    window_started_at BIGINT NOT NULL
);

CREATE TABLE audit_log (
    id TEXT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    account_id TEXT,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    assessment_id TEXT,
    detail TEXT NOT NULL,
    request_id TEXT NOT NULL
);
CREATE INDEX audit_log_by_time ON audit_log (at, id);
CREATE INDEX audit_log_by_assessment ON audit_log (assessment_id, at);

CREATE TABLE banks (
    id TEXT NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE bank_versions (
    bank_id TEXT NOT NULL REFERENCES banks (id),
    version BIGINT NOT NULL,
    info TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    questions BIGINT NOT NULL,
    imported_at BIGINT NOT NULL,
    imported_by TEXT NOT NULL,
    PRIMARY KEY (bank_id, version)
);

-- A row is immutable but for its place in the bank and retired_in, the first bank version that no longer holds it.
-- formats and competencies are lists between commas. The hashes of scenario and replies tell whether a private bank
-- repeats words that a public one holds.
CREATE TABLE question_versions (
    id TEXT NOT NULL PRIMARY KEY,
    bank_id TEXT NOT NULL REFERENCES banks (id),
    slug TEXT NOT NULL,
    version BIGINT NOT NULL,
    position BIGINT NOT NULL,
    added_in BIGINT NOT NULL,
    retired_in BIGINT,
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    formats TEXT NOT NULL,
    channel TEXT NOT NULL,
    direction TEXT NOT NULL,
    sector TEXT NOT NULL,
    competencies TEXT NOT NULL,
    search_text TEXT NOT NULL,
    content TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    visibility TEXT NOT NULL,
    scenario_hash TEXT NOT NULL,
    replies_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (bank_id, slug, version)
);
CREATE INDEX question_versions_current ON question_versions (retired_in, bank_id, position);
CREATE INDEX question_versions_by_scenario ON question_versions (scenario_hash);
CREATE INDEX question_versions_by_replies ON question_versions (replies_hash);

CREATE TABLE assessments (
    id TEXT NOT NULL PRIMARY KEY,
    owner_id TEXT NOT NULL REFERENCES accounts (id),
    status TEXT NOT NULL,
    title TEXT NOT NULL,
    definition TEXT NOT NULL,
    revision BIGINT NOT NULL,
    trial_revision BIGINT,
    simulated BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT NOT NULL,
    closed_at BIGINT
);
CREATE INDEX assessments_by_owner ON assessments (owner_id);

CREATE TABLE assessment_shares (
    assessment_id TEXT NOT NULL REFERENCES assessments (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    PRIMARY KEY (assessment_id, account_id)
);

-- purpose: trial, pilot or selection. A trial is a draft frozen for its recruiter to take.
CREATE TABLE frozen_assessments (
    id TEXT NOT NULL PRIMARY KEY,
    assessment_id TEXT NOT NULL REFERENCES assessments (id),
    purpose TEXT NOT NULL,
    revision BIGINT NOT NULL,
    content TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX frozen_assessments_by_assessment ON frozen_assessments (assessment_id, purpose);

CREATE TABLE intakes (
    id TEXT NOT NULL PRIMARY KEY,
    assessment_id TEXT NOT NULL REFERENCES assessments (id),
    name TEXT NOT NULL,
    site TEXT NOT NULL,
    hiring_manager TEXT NOT NULL,
    opens_at BIGINT,
    closes_at BIGINT,
    closed_at BIGINT,
    closed_by TEXT,
    seed BIGINT NOT NULL,
    snapshot_id TEXT,
    created_at BIGINT NOT NULL
);
CREATE INDEX intakes_by_assessment ON intakes (assessment_id);

-- intake_id is absent for a trial. state: invited, opened, started, submitted, expired, withdrawn, revoked.
-- mail_state: none, queued, sent, failed. decision: undecided, advance, hold, decline.
CREATE TABLE invitations (
    id TEXT NOT NULL PRIMARY KEY,
    assessment_id TEXT NOT NULL REFERENCES assessments (id),
    intake_id TEXT REFERENCES intakes (id),
    frozen_id TEXT NOT NULL REFERENCES frozen_assessments (id),
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    email TEXT NOT NULL,
    email_folded TEXT NOT NULL,
    state TEXT NOT NULL,
    generation BIGINT NOT NULL,
    mail_state TEXT NOT NULL,
    mail_error TEXT,
    invited_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    opened_at BIGINT,
    expires_at BIGINT NOT NULL,
    reminded_at BIGINT,
    decision TEXT NOT NULL,
    simulated BIGINT NOT NULL,
    UNIQUE (intake_id, email_folded)
);
CREATE INDEX invitations_by_state ON invitations (intake_id, state);
CREATE INDEX invitations_by_name ON invitations (intake_id, name_folded);
CREATE INDEX invitations_by_end ON invitations (state, expires_at);

-- Never joined in a recruiter's query. kind: extra_time or other; state: applied, open, answered.
CREATE TABLE adjustments (
    id TEXT NOT NULL PRIMARY KEY,
    invitation_id TEXT NOT NULL REFERENCES invitations (id),
    kind TEXT NOT NULL,
    percent BIGINT,
    message TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    answered_at BIGINT,
    answer TEXT
);
CREATE INDEX adjustments_by_invitation ON adjustments (invitation_id);

-- state: open, ended. ending: submitted, timed_out, window_closed, withdrawn.
CREATE TABLE attempts (
    id TEXT NOT NULL PRIMARY KEY,
    invitation_id TEXT NOT NULL UNIQUE REFERENCES invitations (id),
    intake_id TEXT,
    assessment_id TEXT NOT NULL,
    frozen_id TEXT NOT NULL,
    state TEXT NOT NULL,
    plan TEXT NOT NULL,
    consented_at BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    deadline BIGINT,
    ending TEXT,
    ended_at BIGINT,
    receipt_hash TEXT,
    score_card_id TEXT,
    completeness TEXT,
    total_micro BIGINT,
    reopened BIGINT NOT NULL,
    review_requested_at BIGINT
);
CREATE INDEX attempts_by_intake ON attempts (intake_id, completeness);
CREATE INDEX attempts_open ON attempts (state, deadline);

CREATE TABLE answers (
    attempt_id TEXT NOT NULL REFERENCES attempts (id),
    question_id TEXT NOT NULL,
    answer TEXT NOT NULL,
    complete BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    writer TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    saved_at BIGINT NOT NULL,
    PRIMARY KEY (attempt_id, question_id)
) WITHOUT ROWID;

CREATE TABLE late_answers (
    id TEXT NOT NULL PRIMARY KEY,
    attempt_id TEXT NOT NULL REFERENCES attempts (id),
    question_id TEXT NOT NULL,
    answer TEXT NOT NULL,
    received_at BIGINT NOT NULL
);
CREATE INDEX late_answers_by_attempt ON late_answers (attempt_id);

CREATE TABLE score_cards (
    id TEXT NOT NULL PRIMARY KEY,
    attempt_id TEXT NOT NULL REFERENCES attempts (id),
    engine_version TEXT NOT NULL,
    content TEXT NOT NULL,
    points TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX score_cards_by_attempt ON score_cards (attempt_id);

CREATE TABLE snapshots (
    id TEXT NOT NULL PRIMARY KEY,
    intake_id TEXT NOT NULL REFERENCES intakes (id),
    content TEXT NOT NULL,
    final BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX snapshots_by_intake ON snapshots (intake_id, created_at);

CREATE TABLE snapshot_entries (
    snapshot_id TEXT NOT NULL REFERENCES snapshots (id) ON DELETE CASCADE,
    by_band BIGINT NOT NULL,
    by_score BIGINT NOT NULL,
    attempt_id TEXT NOT NULL,
    total_micro BIGINT NOT NULL,
    band BIGINT,
    rank_low BIGINT,
    rank_high BIGINT,
    PRIMARY KEY (snapshot_id, by_band)
) WITHOUT ROWID;
CREATE UNIQUE INDEX snapshot_entries_by_score ON snapshot_entries (snapshot_id, by_score);
CREATE UNIQUE INDEX snapshot_entries_by_attempt ON snapshot_entries (snapshot_id, attempt_id);

CREATE TABLE decisions (
    id TEXT NOT NULL PRIMARY KEY,
    invitation_id TEXT NOT NULL REFERENCES invitations (id),
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    account_id TEXT NOT NULL,
    by_name TEXT NOT NULL,
    snapshot_id TEXT,
    at BIGINT NOT NULL
);
CREATE INDEX decisions_by_invitation ON decisions (invitation_id, at);
CREATE INDEX decisions_by_snapshot ON decisions (snapshot_id);

-- kind: candidate or cohort. A score card has one report, so that composing twice mails once. content is the report model; the PDF is drawn from it again, byte for byte.
CREATE TABLE reports (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    assessment_id TEXT NOT NULL REFERENCES assessments (id),
    intake_id TEXT NOT NULL REFERENCES intakes (id),
    attempt_id TEXT,
    score_card_id TEXT UNIQUE,
    content TEXT NOT NULL,
    generation BIGINT NOT NULL,
    link_expires_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX reports_by_intake ON reports (intake_id, created_at);
CREATE INDEX reports_by_attempt ON reports (attempt_id);
CREATE INDEX reports_by_assessment ON reports (assessment_id, created_at);

-- state: queued, running, done, dead. Jobs are the outbox too: a mail is a job, its Message-ID follows from the id.
CREATE TABLE jobs (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    dedup_key TEXT UNIQUE,
    state TEXT NOT NULL,
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    lease_until BIGINT,
    last_error TEXT,
    assessment_id TEXT,
    subject_id TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX jobs_to_run ON jobs (state, run_at);
CREATE INDEX jobs_by_subject ON jobs (subject_id);

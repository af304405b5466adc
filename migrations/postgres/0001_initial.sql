-- Instants are milliseconds since the Unix epoch; ids are UUIDs as text; JSON is text checked by the program;
-- flags are 0 or 1. The SQLite file of the same number has the same tables, columns and keys.

CREATE TABLE settings (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    value TEXT COLLATE "C" NOT NULL
);

CREATE TABLE accounts (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    email TEXT COLLATE "C" NOT NULL,
    email_folded TEXT COLLATE "C" NOT NULL UNIQUE,
    name TEXT COLLATE "C" NOT NULL,
    password_hash TEXT COLLATE "C" NOT NULL,
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
    token_hash TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    id TEXT COLLATE "C" NOT NULL UNIQUE,
    account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    user_agent TEXT COLLATE "C" NOT NULL
);
CREATE INDEX sessions_by_account ON sessions (account_id);

CREATE TABLE throttles (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    hits BIGINT NOT NULL,
    window_started_at BIGINT NOT NULL
);

CREATE TABLE audit_log (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    account_id TEXT COLLATE "C",
    actor TEXT COLLATE "C" NOT NULL,
    action TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    assessment_id TEXT COLLATE "C",
    detail TEXT COLLATE "C" NOT NULL,
    request_id TEXT COLLATE "C" NOT NULL
);
CREATE INDEX audit_log_by_time ON audit_log (at, id);
CREATE INDEX audit_log_by_assessment ON audit_log (assessment_id, at);

CREATE TABLE banks (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    slug TEXT COLLATE "C" NOT NULL UNIQUE,
    title TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE bank_versions (
    bank_id TEXT COLLATE "C" NOT NULL REFERENCES banks (id),
    version BIGINT NOT NULL,
    info TEXT COLLATE "C" NOT NULL,
    content_hash TEXT COLLATE "C" NOT NULL,
    questions BIGINT NOT NULL,
    imported_at BIGINT NOT NULL,
    imported_by TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (bank_id, version)
);

-- A row is immutable but for its place in the bank and retired_in, the first bank version that no longer holds it.
-- formats and competencies are lists between commas. The hashes of scenario and replies tell whether a private bank
-- repeats words that a public one holds.
CREATE TABLE question_versions (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    bank_id TEXT COLLATE "C" NOT NULL REFERENCES banks (id),
    slug TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    position BIGINT NOT NULL,
    added_in BIGINT NOT NULL,
    retired_in BIGINT,
    title TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    formats TEXT COLLATE "C" NOT NULL,
    channel TEXT COLLATE "C" NOT NULL,
    direction TEXT COLLATE "C" NOT NULL,
    sector TEXT COLLATE "C" NOT NULL,
    competencies TEXT COLLATE "C" NOT NULL,
    search_text TEXT COLLATE "C" NOT NULL,
    content TEXT COLLATE "C" NOT NULL,
    content_hash TEXT COLLATE "C" NOT NULL,
    visibility TEXT COLLATE "C" NOT NULL,
    scenario_hash TEXT COLLATE "C" NOT NULL,
    replies_hash TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (bank_id, slug, version)
);
CREATE INDEX question_versions_current ON question_versions (retired_in, bank_id, position);
CREATE INDEX question_versions_by_scenario ON question_versions (scenario_hash);
CREATE INDEX question_versions_by_replies ON question_versions (replies_hash);

CREATE TABLE assessments (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    owner_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    status TEXT COLLATE "C" NOT NULL,
    title TEXT COLLATE "C" NOT NULL,
    definition TEXT COLLATE "C" NOT NULL,
    revision BIGINT NOT NULL,
    trial_revision BIGINT,
    simulated BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    updated_by TEXT COLLATE "C" NOT NULL,
    closed_at BIGINT
);
CREATE INDEX assessments_by_owner ON assessments (owner_id);

CREATE TABLE assessment_shares (
    assessment_id TEXT COLLATE "C" NOT NULL REFERENCES assessments (id),
    account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    PRIMARY KEY (assessment_id, account_id)
);

-- purpose: trial, pilot or selection. A trial is a draft frozen for its recruiter to take.
CREATE TABLE frozen_assessments (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    assessment_id TEXT COLLATE "C" NOT NULL REFERENCES assessments (id),
    purpose TEXT COLLATE "C" NOT NULL,
    revision BIGINT NOT NULL,
    content TEXT COLLATE "C" NOT NULL,
    content_hash TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX frozen_assessments_by_assessment ON frozen_assessments (assessment_id, purpose);

CREATE TABLE intakes (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    assessment_id TEXT COLLATE "C" NOT NULL REFERENCES assessments (id),
    name TEXT COLLATE "C" NOT NULL,
    site TEXT COLLATE "C" NOT NULL,
    hiring_manager TEXT COLLATE "C" NOT NULL,
    opens_at BIGINT,
    closes_at BIGINT,
    closed_at BIGINT,
    closed_by TEXT COLLATE "C",
    seed BIGINT NOT NULL,
    snapshot_id TEXT COLLATE "C",
    created_at BIGINT NOT NULL
);
CREATE INDEX intakes_by_assessment ON intakes (assessment_id);

-- intake_id is absent for a trial. state: invited, opened, started, submitted, expired, withdrawn, revoked.
-- mail_state: none, queued, sent, failed. decision: undecided, advance, hold, decline.
CREATE TABLE invitations (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    assessment_id TEXT COLLATE "C" NOT NULL REFERENCES assessments (id),
    intake_id TEXT COLLATE "C" REFERENCES intakes (id),
    frozen_id TEXT COLLATE "C" NOT NULL REFERENCES frozen_assessments (id),
    name TEXT COLLATE "C" NOT NULL,
    name_folded TEXT COLLATE "C" NOT NULL,
    email TEXT COLLATE "C" NOT NULL,
    email_folded TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    generation BIGINT NOT NULL,
    mail_state TEXT COLLATE "C" NOT NULL,
    mail_error TEXT COLLATE "C",
    invited_by TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    opened_at BIGINT,
    expires_at BIGINT NOT NULL,
    reminded_at BIGINT,
    decision TEXT COLLATE "C" NOT NULL,
    simulated BIGINT NOT NULL,
    UNIQUE (intake_id, email_folded)
);
CREATE INDEX invitations_by_state ON invitations (intake_id, state);
CREATE INDEX invitations_by_name ON invitations (intake_id, name_folded);
CREATE INDEX invitations_by_end ON invitations (state, expires_at);

-- Never joined in a recruiter's query. kind: extra_time or other; state: applied, open, answered.
CREATE TABLE adjustments (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    invitation_id TEXT COLLATE "C" NOT NULL REFERENCES invitations (id),
    kind TEXT COLLATE "C" NOT NULL,
    percent BIGINT,
    message TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    answered_at BIGINT,
    answer TEXT COLLATE "C"
);
CREATE INDEX adjustments_by_invitation ON adjustments (invitation_id);

-- state: open, ended. ending: submitted, timed_out, window_closed, withdrawn.
CREATE TABLE attempts (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    invitation_id TEXT COLLATE "C" NOT NULL UNIQUE REFERENCES invitations (id),
    intake_id TEXT COLLATE "C",
    assessment_id TEXT COLLATE "C" NOT NULL,
    frozen_id TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    plan TEXT COLLATE "C" NOT NULL,
    consented_at BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    deadline BIGINT,
    ending TEXT COLLATE "C",
    ended_at BIGINT,
    receipt_hash TEXT COLLATE "C",
    score_card_id TEXT COLLATE "C",
    completeness TEXT COLLATE "C",
    total_micro BIGINT,
    reopened BIGINT NOT NULL,
    review_requested_at BIGINT
);
CREATE INDEX attempts_by_intake ON attempts (intake_id, completeness);
CREATE INDEX attempts_open ON attempts (state, deadline);

CREATE TABLE answers (
    attempt_id TEXT COLLATE "C" NOT NULL REFERENCES attempts (id),
    question_id TEXT COLLATE "C" NOT NULL,
    answer TEXT COLLATE "C" NOT NULL,
    complete BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    writer TEXT COLLATE "C" NOT NULL,
    sequence BIGINT NOT NULL,
    saved_at BIGINT NOT NULL,
    PRIMARY KEY (attempt_id, question_id)
);

CREATE TABLE late_answers (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    attempt_id TEXT COLLATE "C" NOT NULL REFERENCES attempts (id),
    question_id TEXT COLLATE "C" NOT NULL,
    answer TEXT COLLATE "C" NOT NULL,
    received_at BIGINT NOT NULL
);
CREATE INDEX late_answers_by_attempt ON late_answers (attempt_id);

CREATE TABLE score_cards (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    attempt_id TEXT COLLATE "C" NOT NULL REFERENCES attempts (id),
    engine_version TEXT COLLATE "C" NOT NULL,
    content TEXT COLLATE "C" NOT NULL,
    points TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX score_cards_by_attempt ON score_cards (attempt_id);

CREATE TABLE snapshots (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    intake_id TEXT COLLATE "C" NOT NULL REFERENCES intakes (id),
    content TEXT COLLATE "C" NOT NULL,
    final BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX snapshots_by_intake ON snapshots (intake_id, created_at);

CREATE TABLE snapshot_entries (
    snapshot_id TEXT COLLATE "C" NOT NULL REFERENCES snapshots (id) ON DELETE CASCADE,
    by_band BIGINT NOT NULL,
    by_score BIGINT NOT NULL,
    attempt_id TEXT COLLATE "C" NOT NULL,
    total_micro BIGINT NOT NULL,
    band BIGINT,
    rank_low BIGINT,
    rank_high BIGINT,
    PRIMARY KEY (snapshot_id, by_band)
);
CREATE UNIQUE INDEX snapshot_entries_by_score ON snapshot_entries (snapshot_id, by_score);
CREATE UNIQUE INDEX snapshot_entries_by_attempt ON snapshot_entries (snapshot_id, attempt_id);

CREATE TABLE decisions (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    invitation_id TEXT COLLATE "C" NOT NULL REFERENCES invitations (id),
    kind TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    account_id TEXT COLLATE "C" NOT NULL,
    by_name TEXT COLLATE "C" NOT NULL,
    snapshot_id TEXT COLLATE "C",
    at BIGINT NOT NULL
);
CREATE INDEX decisions_by_invitation ON decisions (invitation_id, at);
CREATE INDEX decisions_by_snapshot ON decisions (snapshot_id);

-- kind: candidate or cohort. A score card has one report, so that composing twice mails once. content is the report model; the PDF is drawn from it again, byte for byte.
CREATE TABLE reports (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kind TEXT COLLATE "C" NOT NULL,
    assessment_id TEXT COLLATE "C" NOT NULL REFERENCES assessments (id),
    intake_id TEXT COLLATE "C" NOT NULL REFERENCES intakes (id),
    attempt_id TEXT COLLATE "C",
    score_card_id TEXT COLLATE "C" UNIQUE,
    content TEXT COLLATE "C" NOT NULL,
    generation BIGINT NOT NULL,
    link_expires_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX reports_by_intake ON reports (intake_id, created_at);
CREATE INDEX reports_by_attempt ON reports (attempt_id);
CREATE INDEX reports_by_assessment ON reports (assessment_id, created_at);

-- state: queued, running, done, dead. Jobs are the outbox too: a mail is a job, its Message-ID follows from the id.
CREATE TABLE jobs (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kind TEXT COLLATE "C" NOT NULL,
    payload TEXT COLLATE "C" NOT NULL,
    dedup_key TEXT COLLATE "C" UNIQUE,
    state TEXT COLLATE "C" NOT NULL,
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    lease_until BIGINT,
    last_error TEXT COLLATE "C",
    assessment_id TEXT COLLATE "C",
    subject_id TEXT COLLATE "C",
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX jobs_to_run ON jobs (state, run_at);
CREATE INDEX jobs_by_subject ON jobs (subject_id);

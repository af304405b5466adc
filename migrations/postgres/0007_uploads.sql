-- A file that an admin uploads to import it. state: uploading, reading, ready, refused, overtaken, writing, done, cancelled.
-- bank_slug is the bank it changes, absent for a new one; from_version the version it was compared with. run counts the
-- tries of the job at work: an older one finds that it is not its turn any more. summary and choices are JSON.
CREATE TABLE bank_uploads (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
    account_name TEXT COLLATE "C" NOT NULL,
    file_name TEXT COLLATE "C" NOT NULL,
    format TEXT COLLATE "C" NOT NULL,
    bank_slug TEXT COLLATE "C",
    state TEXT COLLATE "C" NOT NULL,
    size BIGINT NOT NULL,
    parts BIGINT NOT NULL,
    run BIGINT NOT NULL,
    done BIGINT NOT NULL,
    total BIGINT NOT NULL,
    from_version BIGINT,
    summary TEXT COLLATE "C",
    choices TEXT COLLATE "C",
    message TEXT COLLATE "C",
    result_slug TEXT COLLATE "C",
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX bank_uploads_by_account ON bank_uploads (account_id, created_at);
CREATE INDEX bank_uploads_by_expiry ON bank_uploads (expires_at);

-- The file, in parts of base64.
CREATE TABLE bank_upload_parts (
    upload_id TEXT COLLATE "C" NOT NULL REFERENCES bank_uploads (id),
    number BIGINT NOT NULL,
    content TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (upload_id, number)
);

-- What was read, line by line. kind: error, bank, new, changed, same, missing. content is JSON.
CREATE TABLE bank_upload_lines (
    upload_id TEXT COLLATE "C" NOT NULL REFERENCES bank_uploads (id),
    position BIGINT NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    content TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (upload_id, position)
);
CREATE INDEX bank_upload_lines_by_kind ON bank_upload_lines (upload_id, kind, position);

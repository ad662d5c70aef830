-- Schema version 3: what correcting, reading and protecting a text needs. Numbered and never edited.

-- A person can be left out of every count without being removed.
ALTER TABLE participants ADD COLUMN excluded INTEGER NOT NULL DEFAULT 0 CHECK (excluded IN (0, 1));
ALTER TABLE participants ADD COLUMN excluded_why TEXT NOT NULL DEFAULT '';

-- Who took a document in, and what was decided about how to read it.
ALTER TABLE documents ADD COLUMN imported_by TEXT NOT NULL DEFAULT '';
ALTER TABLE documents ADD COLUMN reading TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(reading));

-- Moments of the recording that the file knew and the text does not say.
CREATE TABLE times (
    id           INTEGER PRIMARY KEY,
    document_id  INTEGER NOT NULL REFERENCES documents (id) ON DELETE RESTRICT,
    at           INTEGER NOT NULL CHECK (at >= 0),
    ms           INTEGER NOT NULL,
    UNIQUE (document_id, at)
) STRICT;

-- Texts as they stood before they were changed, the oldest with number 1.
CREATE TABLE revisions (
    id           INTEGER PRIMARY KEY,
    document_id  INTEGER NOT NULL REFERENCES documents (id) ON DELETE RESTRICT,
    number       INTEGER NOT NULL CHECK (number >= 1),
    -- What took its place: a 'correction', 'pseudonyms', or an older text 'restored'.
    reason       TEXT NOT NULL CHECK (reason IN ('correction', 'pseudonyms', 'restored')),
    text         TEXT NOT NULL,
    coder_id     INTEGER NOT NULL REFERENCES coders (id) ON DELETE RESTRICT,
    created_at   TEXT NOT NULL,
    UNIQUE (document_id, number)
) STRICT;
CREATE INDEX revisions_by_coder ON revisions (coder_id);

-- Codings whose words a correction took away: kept to be put back. memos and links are JSON lists of
-- the ids of memos that hung on the coding and of memos that pointed to it.
CREATE TABLE orphans (
    id            INTEGER PRIMARY KEY,
    guid          TEXT NOT NULL UNIQUE,
    document_id   INTEGER NOT NULL REFERENCES documents (id) ON DELETE RESTRICT,
    at            INTEGER NOT NULL CHECK (at >= 0),
    words         TEXT NOT NULL,
    code_id       INTEGER NOT NULL REFERENCES codes (id) ON DELETE RESTRICT,
    coder_id      INTEGER NOT NULL REFERENCES coders (id) ON DELETE RESTRICT,
    memo          TEXT NOT NULL DEFAULT '',
    key_quote     INTEGER NOT NULL DEFAULT 0 CHECK (key_quote IN (0, 1)),
    contradicting INTEGER NOT NULL DEFAULT 0 CHECK (contradicting IN (0, 1)),
    uncertain     INTEGER NOT NULL DEFAULT 0 CHECK (uncertain IN (0, 1)),
    memos         TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(memos)),
    links         TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(links)),
    created_at    TEXT NOT NULL,
    lost_at       TEXT NOT NULL
) STRICT;
CREATE INDEX orphans_by_document ON orphans (document_id);
CREATE INDEX orphans_by_code ON orphans (code_id);
CREATE INDEX orphans_by_coder ON orphans (coder_id);

-- The anonymisation log: what kind of thing was replaced by what, how often; never the original.
CREATE TABLE anonymised (
    id           INTEGER PRIMARY KEY,
    document_id  INTEGER REFERENCES documents (id) ON DELETE RESTRICT,
    kind         TEXT NOT NULL,
    replacement  TEXT NOT NULL,
    places       INTEGER NOT NULL CHECK (places >= 1),
    coder_id     INTEGER NOT NULL REFERENCES coders (id) ON DELETE RESTRICT,
    created_at   TEXT NOT NULL
) STRICT;
CREATE INDEX anonymised_by_document ON anonymised (document_id);
CREATE INDEX anonymised_by_coder ON anonymised (coder_id);

-- What the identifier scan found and the researcher decided to keep: in one document, or everywhere.
CREATE TABLE kept_findings (
    id           INTEGER PRIMARY KEY,
    document_id  INTEGER REFERENCES documents (id) ON DELETE RESTRICT,
    pattern      TEXT NOT NULL,
    words        TEXT NOT NULL,
    coder_id     INTEGER NOT NULL REFERENCES coders (id) ON DELETE RESTRICT,
    created_at   TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX kept_findings_by_words
    ON kept_findings (coalesce(document_id, 0), pattern, words);
CREATE INDEX kept_findings_by_document ON kept_findings (document_id);
CREATE INDEX kept_findings_by_coder ON kept_findings (coder_id);

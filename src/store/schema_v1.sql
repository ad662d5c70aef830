-- Schema version 1 of a Postil study. Numbered and never edited: a change is a new file.
-- Texts of people, ids, guids; rules the model promises are checked here too.

CREATE TABLE study (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    guid        TEXT NOT NULL UNIQUE,
    name        TEXT NOT NULL,
    created_at  TEXT NOT NULL
) STRICT;

CREATE TABLE coders (
    id    INTEGER PRIMARY KEY,
    guid  TEXT NOT NULL UNIQUE,
    name  TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (trim(name) <> '')
) STRICT;

-- Positions are UTF-8 byte offsets into documents.text.
CREATE TABLE documents (
    id           INTEGER PRIMARY KEY,
    guid         TEXT NOT NULL UNIQUE,
    name         TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (trim(name) <> ''),
    text         TEXT NOT NULL,
    text_sha256  TEXT NOT NULL,
    file_name    TEXT NOT NULL,
    format       TEXT NOT NULL,
    encoding     TEXT NOT NULL,
    file_bytes   INTEGER NOT NULL CHECK (file_bytes >= 0),
    file_sha256  TEXT NOT NULL,
    receipt      TEXT NOT NULL CHECK (json_valid(receipt)),
    imported_at  TEXT NOT NULL
) STRICT;
CREATE INDEX documents_by_file ON documents (file_sha256);

CREATE TABLE participants (
    id    INTEGER PRIMARY KEY,
    guid  TEXT NOT NULL UNIQUE,
    name  TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (trim(name) <> '')
) STRICT;

CREATE TABLE attributes (
    id        INTEGER PRIMARY KEY,
    guid      TEXT NOT NULL UNIQUE,
    name      TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (trim(name) <> ''),
    kind      TEXT NOT NULL CHECK (kind IN ('text', 'number', 'date', 'yes-no', 'list')),
    position  INTEGER NOT NULL
) STRICT;

-- No row means blank. Values stand as they were written.
CREATE TABLE attribute_values (
    id              INTEGER PRIMARY KEY,
    participant_id  INTEGER NOT NULL REFERENCES participants (id) ON DELETE RESTRICT,
    attribute_id    INTEGER NOT NULL REFERENCES attributes (id) ON DELETE RESTRICT,
    value           TEXT NOT NULL CHECK (value <> ''),
    UNIQUE (participant_id, attribute_id)
) STRICT;
CREATE INDEX attribute_values_by_attribute ON attribute_values (attribute_id);

CREATE TABLE speakers (
    id              INTEGER PRIMARY KEY,
    document_id     INTEGER NOT NULL REFERENCES documents (id) ON DELETE RESTRICT,
    label           TEXT NOT NULL COLLATE NOCASE,
    interviewer     INTEGER NOT NULL DEFAULT 0 CHECK (interviewer IN (0, 1)),
    participant_id  INTEGER REFERENCES participants (id) ON DELETE RESTRICT,
    position        INTEGER NOT NULL,
    UNIQUE (document_id, label),
    CHECK (interviewer = 0 OR participant_id IS NULL)
) STRICT;
CREATE INDEX speakers_by_participant ON speakers (participant_id);

-- number is the paragraph sign number of citations: it never changes with the window.
CREATE TABLE turns (
    id           INTEGER PRIMARY KEY,
    document_id  INTEGER NOT NULL REFERENCES documents (id) ON DELETE RESTRICT,
    number       INTEGER NOT NULL CHECK (number >= 1),
    start        INTEGER NOT NULL CHECK (start >= 0),
    body         INTEGER NOT NULL,
    "end"        INTEGER NOT NULL,
    speaker_id   INTEGER REFERENCES speakers (id) ON DELETE RESTRICT,
    at_ms        INTEGER,
    UNIQUE (document_id, number),
    CHECK (start <= body AND body <= "end" AND start < "end")
) STRICT;
CREATE INDEX turns_by_speaker ON turns (speaker_id);

-- Stretches of the text that nobody said.
CREATE TABLE marks (
    id           INTEGER PRIMARY KEY,
    document_id  INTEGER NOT NULL REFERENCES documents (id) ON DELETE RESTRICT,
    start        INTEGER NOT NULL CHECK (start >= 0),
    "end"        INTEGER NOT NULL,
    kind         TEXT NOT NULL CHECK (kind IN ('time', 'header', 'label')),
    UNIQUE (document_id, start),
    CHECK (start < "end")
) STRICT;

CREATE TABLE codes (
    id          INTEGER PRIMARY KEY,
    guid        TEXT NOT NULL UNIQUE,
    parent_id   INTEGER REFERENCES codes (id) ON DELETE RESTRICT CHECK (parent_id <> id),
    position    INTEGER NOT NULL,
    name        TEXT NOT NULL COLLATE NOCASE CHECK (trim(name) <> '' AND instr(name, '/') = 0),
    definition  TEXT NOT NULL DEFAULT '',
    include     TEXT NOT NULL DEFAULT '',
    exclude     TEXT NOT NULL DEFAULT '',
    example     TEXT NOT NULL DEFAULT '',
    origin      TEXT NOT NULL DEFAULT '',
    color       TEXT NOT NULL DEFAULT '',
    created_at  TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX codes_by_place ON codes (coalesce(parent_id, 0), name);
CREATE INDEX codes_by_parent ON codes (parent_id);

CREATE TABLE codings (
    id           INTEGER PRIMARY KEY,
    guid         TEXT NOT NULL UNIQUE,
    document_id  INTEGER NOT NULL REFERENCES documents (id) ON DELETE RESTRICT,
    start        INTEGER NOT NULL CHECK (start >= 0),
    "end"        INTEGER NOT NULL,
    code_id      INTEGER NOT NULL REFERENCES codes (id) ON DELETE RESTRICT,
    coder_id     INTEGER NOT NULL REFERENCES coders (id) ON DELETE RESTRICT,
    memo         TEXT NOT NULL DEFAULT '',
    created_at   TEXT NOT NULL,
    CHECK (start < "end")
) STRICT;
-- The same code by the same coder on the same words is one coding.
CREATE UNIQUE INDEX codings_by_place ON codings (document_id, start, "end", code_id, coder_id);
CREATE INDEX codings_by_code ON codings (code_id);
CREATE INDEX codings_by_coder ON codings (coder_id);

CREATE TABLE memos (
    id              INTEGER PRIMARY KEY,
    guid            TEXT NOT NULL UNIQUE,
    kind            TEXT NOT NULL CHECK (kind IN ('note', 'code', 'theoretical', 'method', 'journal')),
    title           TEXT NOT NULL DEFAULT '',
    text            TEXT NOT NULL,
    document_id     INTEGER REFERENCES documents (id) ON DELETE RESTRICT,
    participant_id  INTEGER REFERENCES participants (id) ON DELETE RESTRICT,
    code_id         INTEGER REFERENCES codes (id) ON DELETE RESTRICT,
    coding_id       INTEGER REFERENCES codings (id) ON DELETE RESTRICT,
    coder_id        INTEGER NOT NULL REFERENCES coders (id) ON DELETE RESTRICT,
    created_at      TEXT NOT NULL,
    CHECK ((document_id IS NOT NULL) + (participant_id IS NOT NULL) + (code_id IS NOT NULL)
           + (coding_id IS NOT NULL) <= 1)
) STRICT;
CREATE INDEX memos_by_document ON memos (document_id);
CREATE INDEX memos_by_participant ON memos (participant_id);
CREATE INDEX memos_by_code ON memos (code_id);
CREATE INDEX memos_by_coding ON memos (coding_id);

-- The words of every document. The text itself lies only in documents.
CREATE VIRTUAL TABLE words USING fts5 (
    text, content = 'documents', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO words (words, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER words_added AFTER INSERT ON documents BEGIN
    INSERT INTO words (rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER words_removed AFTER DELETE ON documents BEGIN
    INSERT INTO words (words, rowid, text) VALUES ('delete', old.id, old.text);
END;
CREATE TRIGGER words_changed AFTER UPDATE OF text ON documents BEGIN
    INSERT INTO words (words, rowid, text) VALUES ('delete', old.id, old.text);
    INSERT INTO words (rowid, text) VALUES (new.id, new.text);
END;

-- One row per named thing a person did. Undone steps stay until a new step takes their place.
CREATE TABLE steps (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    at      TEXT NOT NULL,
    coder   TEXT NOT NULL,
    label   TEXT NOT NULL,
    undone  INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))
) STRICT;

-- What a step changed, newest last: how to take it back while it is done, how to do it again while
-- it is undone. Written by triggers only.
CREATE TABLE history (
    id       INTEGER PRIMARY KEY,
    step_id  INTEGER NOT NULL REFERENCES steps (id) ON DELETE RESTRICT,
    "table"  TEXT NOT NULL,
    row_id   INTEGER NOT NULL,
    -- What happened: 'i'nsert, 'u'pdate, 'd'elete.
    act      TEXT NOT NULL CHECK (act IN ('i', 'u', 'd')),
    -- The row as it was before an update or delete; NULL after an insert.
    old      TEXT,
    document_id INTEGER
) STRICT;
CREATE INDEX history_by_step ON history (step_id);

-- Append-only: who did what when, in words and ids, never transcript text.
CREATE TABLE audit (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    at       TEXT NOT NULL,
    coder    TEXT NOT NULL,
    verb     TEXT NOT NULL,
    step_id  INTEGER,
    label    TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_keeps BEFORE UPDATE ON audit BEGIN
    SELECT raise(ABORT, 'the audit trail is append-only');
END;
CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN
    SELECT raise(ABORT, 'the audit trail is append-only');
END;

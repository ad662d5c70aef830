-- Schema version 2: what a codebook that grows needs. Numbered and never edited.

-- The letters beside a code's colour, the key that applies it, and whether it is still offered.
ALTER TABLE codes ADD COLUMN badge TEXT NOT NULL DEFAULT '' CHECK (length(badge) <= 3);
ALTER TABLE codes ADD COLUMN shortcut TEXT NOT NULL DEFAULT '' CHECK (length(shortcut) <= 1);
ALTER TABLE codes ADD COLUMN retired INTEGER NOT NULL DEFAULT 0 CHECK (retired IN (0, 1));
CREATE UNIQUE INDEX codes_by_shortcut ON codes (shortcut) WHERE shortcut <> '';

-- What a researcher thinks of an excerpt.
ALTER TABLE codings ADD COLUMN key_quote INTEGER NOT NULL DEFAULT 0 CHECK (key_quote IN (0, 1));
ALTER TABLE codings ADD COLUMN contradicting INTEGER NOT NULL DEFAULT 0
    CHECK (contradicting IN (0, 1));
ALTER TABLE codings ADD COLUMN uncertain INTEGER NOT NULL DEFAULT 0 CHECK (uncertain IN (0, 1));

-- The codebook as it stood on a day. codes is a JSON list; nothing points into it.
CREATE TABLE codebook_versions (
    id          INTEGER PRIMARY KEY,
    guid        TEXT NOT NULL UNIQUE,
    number      INTEGER NOT NULL UNIQUE CHECK (number >= 1),
    note        TEXT NOT NULL DEFAULT '',
    codes       TEXT NOT NULL CHECK (json_valid(codes)),
    coder_id    INTEGER NOT NULL REFERENCES coders (id) ON DELETE RESTRICT,
    created_at  TEXT NOT NULL
) STRICT;
CREATE INDEX codebook_versions_by_coder ON codebook_versions (coder_id);

-- With which version a document was coded, or last checked.
CREATE TABLE coded_with (
    id           INTEGER PRIMARY KEY,
    document_id  INTEGER NOT NULL UNIQUE REFERENCES documents (id) ON DELETE RESTRICT,
    version_id   INTEGER NOT NULL REFERENCES codebook_versions (id) ON DELETE RESTRICT
) STRICT;
CREATE INDEX coded_with_by_version ON coded_with (version_id);

-- Themes are a layer of their own: no folder of codes.
CREATE TABLE themes (
    id          INTEGER PRIMARY KEY,
    guid        TEXT NOT NULL UNIQUE,
    position    INTEGER NOT NULL,
    statement   TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (trim(statement) <> ''),
    concept     TEXT NOT NULL DEFAULT '',
    boundary    TEXT NOT NULL DEFAULT '',
    state       TEXT NOT NULL CHECK (state IN ('candidate', 'kept', 'merged', 'dropped')),
    reason      TEXT NOT NULL DEFAULT '',
    merged_into INTEGER REFERENCES themes (id) ON DELETE RESTRICT CHECK (merged_into <> id),
    created_at  TEXT NOT NULL,
    CHECK ((state = 'merged') = (merged_into IS NOT NULL))
) STRICT;
CREATE INDEX themes_by_merged_into ON themes (merged_into);
CREATE TABLE theme_codes (
    id        INTEGER PRIMARY KEY,
    theme_id  INTEGER NOT NULL REFERENCES themes (id) ON DELETE RESTRICT,
    code_id   INTEGER NOT NULL REFERENCES codes (id) ON DELETE RESTRICT,
    UNIQUE (theme_id, code_id)
) STRICT;
CREATE INDEX theme_codes_by_code ON theme_codes (code_id);

-- Memos on themes, when a memo was last changed, and the excerpts a memo points to.
ALTER TABLE memos ADD COLUMN theme_id INTEGER REFERENCES themes (id) ON DELETE RESTRICT
    CHECK (theme_id IS NULL OR (document_id IS NULL AND participant_id IS NULL
                                AND code_id IS NULL AND coding_id IS NULL));
ALTER TABLE memos ADD COLUMN edited_at TEXT NOT NULL DEFAULT '';
CREATE INDEX memos_by_theme ON memos (theme_id);
CREATE TABLE memo_links (
    id         INTEGER PRIMARY KEY,
    memo_id    INTEGER NOT NULL REFERENCES memos (id) ON DELETE RESTRICT,
    coding_id  INTEGER NOT NULL REFERENCES codings (id) ON DELETE RESTRICT,
    UNIQUE (memo_id, coding_id)
) STRICT;
CREATE INDEX memo_links_by_coding ON memo_links (coding_id);

-- What lies on the desk: where somebody was reading, a memo that is still being written. Part of no
-- step; nothing points to it and it points to nothing.
CREATE TABLE desk (
    "key"  TEXT PRIMARY KEY,
    value  TEXT NOT NULL
) STRICT;

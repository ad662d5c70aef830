-- Schema version 4: how a study is looked at. Numbered and never edited.

-- The declared approach: sets defaults and notices, never takes a feature away.
ALTER TABLE study ADD COLUMN approach TEXT NOT NULL DEFAULT 'none' CHECK (approach IN
    ('none', 'reflexive', 'codebook', 'framework', 'grounded', 'content'));

-- The day an interview was held, YYYY-MM-DD; '' where it is not known.
ALTER TABLE documents ADD COLUMN held_on TEXT NOT NULL DEFAULT '';

-- Filters by name. Ids of this file inside; what was removed matches nothing.
CREATE TABLE saved_filters (
    id          INTEGER PRIMARY KEY,
    guid        TEXT NOT NULL UNIQUE,
    name        TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (name <> ''),
    filter      TEXT NOT NULL CHECK (json_valid(filter)),
    created_at  TEXT NOT NULL
) STRICT;

-- Cells of the framework matrix: what a participant says about a code or a theme, in the
-- researcher's words. An empty cell has no row. links is a JSON list of identities of codings; seen
-- tells from which excerpts it was written.
CREATE TABLE framework_cells (
    id              INTEGER PRIMARY KEY,
    guid            TEXT NOT NULL UNIQUE,
    participant_id  INTEGER NOT NULL REFERENCES participants (id) ON DELETE RESTRICT,
    code_id         INTEGER REFERENCES codes (id) ON DELETE RESTRICT,
    theme_id        INTEGER REFERENCES themes (id) ON DELETE RESTRICT,
    state           TEXT NOT NULL CHECK (state IN ('drafted', 'reviewed', 'nothing-said', 'not-asked')),
    summary         TEXT NOT NULL DEFAULT '',
    links           TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(links)),
    seen            TEXT NOT NULL DEFAULT '',
    coder_id        INTEGER NOT NULL REFERENCES coders (id) ON DELETE RESTRICT,
    edited_at       TEXT NOT NULL,
    CHECK ((code_id IS NULL) <> (theme_id IS NULL))
) STRICT;
CREATE UNIQUE INDEX framework_cells_by_place
    ON framework_cells (participant_id, coalesce(code_id, 0), coalesce(theme_id, 0));
CREATE INDEX framework_cells_by_code ON framework_cells (code_id);
CREATE INDEX framework_cells_by_theme ON framework_cells (theme_id);
CREATE INDEX framework_cells_by_coder ON framework_cells (coder_id);

-- Schema version 5: what participants agreed to, what left the study, who withdrew. Numbered and
-- never edited.

-- What a participant agreed to: '' is not known. Dates are YYYY-MM-DD, '' where there is none.
ALTER TABLE participants ADD COLUMN quotation TEXT NOT NULL DEFAULT ''
    CHECK (quotation IN ('', 'yes', 'no'));
ALTER TABLE participants ADD COLUMN archiving TEXT NOT NULL DEFAULT ''
    CHECK (archiving IN ('', 'yes', 'no'));
ALTER TABLE participants ADD COLUMN recontact TEXT NOT NULL DEFAULT ''
    CHECK (recontact IN ('', 'yes', 'no'));
ALTER TABLE participants ADD COLUMN consent_form TEXT NOT NULL DEFAULT '';
ALTER TABLE participants ADD COLUMN withdraw_until TEXT NOT NULL DEFAULT '';

-- Until when the study is kept, and by which rule.
ALTER TABLE study ADD COLUMN retain_until TEXT NOT NULL DEFAULT '';
ALTER TABLE study ADD COLUMN retention_rule TEXT NOT NULL DEFAULT '';

-- Files that were written from the study: facts about the world, so no step and no undo.
CREATE TABLE exports (
    id       INTEGER PRIMARY KEY,
    at       TEXT NOT NULL,
    coder    TEXT NOT NULL,
    what     TEXT NOT NULL,
    path     TEXT NOT NULL,
    profile  TEXT NOT NULL DEFAULT ''
) STRICT;

-- Whose words or numbers are in such a file: the participant's guid, or that of the withdrawal.
CREATE TABLE export_participants (
    export_id    INTEGER NOT NULL REFERENCES exports (id) ON DELETE RESTRICT,
    participant  TEXT NOT NULL,
    PRIMARY KEY (export_id, participant)
) STRICT, WITHOUT ROWID;
CREATE INDEX export_participants_by_participant ON export_participants (participant);

-- Who withdrew: nothing that says who. scope is what was removed, report a JSON object of counts.
CREATE TABLE withdrawals (
    id      INTEGER PRIMARY KEY,
    guid    TEXT NOT NULL UNIQUE,
    day     TEXT NOT NULL,
    scope   TEXT NOT NULL CHECK (scope IN ('everything', 'person')),
    reason  TEXT NOT NULL CHECK (reason IN ('asked', 'guardian', 'ethics', 'researcher', 'other')),
    report  TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(report))
) STRICT;

-- What lost evidence with a withdrawal and is to be read again; ticked off by the researcher.
CREATE TABLE evidence_lost (
    id             INTEGER PRIMARY KEY,
    withdrawal_id  INTEGER NOT NULL REFERENCES withdrawals (id) ON DELETE RESTRICT,
    kind           TEXT NOT NULL CHECK (kind IN ('theme', 'framework', 'memo', 'code', 'turn')),
    subject        TEXT NOT NULL,
    done           INTEGER NOT NULL DEFAULT 0 CHECK (done IN (0, 1))
) STRICT;
CREATE INDEX evidence_lost_by_withdrawal ON evidence_lost (withdrawal_id);

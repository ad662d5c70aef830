-- Schema version 6: by what a file is told from its own older states. Numbered and never edited.

-- One row, on a page of its own, that every transaction writes anew with a random number.
CREATE TABLE stamp (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    value  INTEGER NOT NULL
) STRICT;
INSERT INTO stamp (id, value) VALUES (1, random());

-- What happened in meetings, once and in order, and how far each reader has read.

CREATE TABLE journal (
    -- Grows in the order of commits; may have gaps.
    seq INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL,
    app TEXT NOT NULL,
    room TEXT NOT NULL,
    session TEXT NOT NULL,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    -- JSON.
    fact TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX journal_id ON journal (id);
CREATE INDEX journal_of_session ON journal (app, session, seq);

-- The last number given out: one row, updated by every append.
CREATE TABLE journal_head (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    seq INTEGER NOT NULL
) STRICT;
INSERT INTO journal_head (one, seq) VALUES (1, 0);

CREATE TABLE journal_cursors (
    reader TEXT NOT NULL PRIMARY KEY,
    seq INTEGER NOT NULL
) STRICT;

-- Sessions created and not yet destroyed; kept by the append itself so that a restart finds them at once.
CREATE TABLE open_sessions (
    session TEXT NOT NULL PRIMARY KEY,
    app TEXT NOT NULL,
    room TEXT NOT NULL,
    since INTEGER NOT NULL
) STRICT;
CREATE INDEX open_sessions_of_app ON open_sessions (app);

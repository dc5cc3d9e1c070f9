-- What happened in meetings, once and in order, and how far each reader has read.

CREATE TABLE journal (
    -- Grows in the order of commits; may have gaps.
    seq bigint NOT NULL CONSTRAINT journal_seq PRIMARY KEY,
    id uuid NOT NULL,
    app text NOT NULL,
    room text NOT NULL,
    session uuid NOT NULL,
    at timestamptz NOT NULL,
    kind text NOT NULL,
    -- JSON.
    fact text NOT NULL
);
CREATE UNIQUE INDEX journal_id ON journal (id);
CREATE INDEX journal_of_session ON journal (app, session, seq);

-- The last number given out: one row, updated by every append.
CREATE TABLE journal_head (
    one integer NOT NULL CONSTRAINT journal_head_one PRIMARY KEY CHECK (one = 1),
    seq bigint NOT NULL
);
INSERT INTO journal_head (one, seq) VALUES (1, 0);

CREATE TABLE journal_cursors (
    reader text NOT NULL CONSTRAINT journal_cursors_reader PRIMARY KEY,
    seq bigint NOT NULL
);

-- Sessions created and not yet destroyed; kept by the append itself so that a restart finds them at once.
CREATE TABLE open_sessions (
    session uuid NOT NULL CONSTRAINT open_sessions_session PRIMARY KEY,
    app text NOT NULL,
    room text NOT NULL,
    since timestamptz NOT NULL
);
CREATE INDEX open_sessions_of_app ON open_sessions (app);

-- Aggregates of the journal; all of them can be computed again from it.

-- Monthly active users: the devices of a billing cycle and the event in which each first counted.
CREATE TABLE usage_devices (
    app TEXT NOT NULL,
    cycle TEXT NOT NULL,
    device TEXT NOT NULL,
    event TEXT NOT NULL,
    day TEXT NOT NULL,
    PRIMARY KEY (app, cycle, device)
) STRICT;

CREATE TABLE usage_days (
    app TEXT NOT NULL,
    day TEXT NOT NULL,
    meetings INTEGER NOT NULL,
    participants INTEGER NOT NULL,
    seconds INTEGER NOT NULL,
    PRIMARY KEY (app, day)
) STRICT;

-- Meetings that are going on, as far as the usage reader has read.
CREATE TABLE usage_sessions (
    session TEXT NOT NULL PRIMARY KEY,
    app TEXT NOT NULL,
    room TEXT NOT NULL,
    since INTEGER NOT NULL
) STRICT;
CREATE INDEX usage_sessions_of_app ON usage_sessions (app);

CREATE TABLE usage_present (
    session TEXT NOT NULL REFERENCES usage_sessions (session) ON DELETE CASCADE,
    endpoint TEXT NOT NULL,
    joined_at INTEGER NOT NULL,
    PRIMARY KEY (session, endpoint)
) STRICT;

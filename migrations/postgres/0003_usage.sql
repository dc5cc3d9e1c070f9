-- Aggregates of the journal; all of them can be computed again from it.

-- Monthly active users: the devices of a billing cycle and the event in which each first counted.
CREATE TABLE usage_devices (
    app text NOT NULL,
    cycle date NOT NULL,
    device text NOT NULL,
    event uuid NOT NULL,
    day date NOT NULL,
    CONSTRAINT usage_devices_app_cycle_device PRIMARY KEY (app, cycle, device)
);

CREATE TABLE usage_days (
    app text NOT NULL,
    day date NOT NULL,
    meetings bigint NOT NULL,
    participants bigint NOT NULL,
    seconds bigint NOT NULL,
    CONSTRAINT usage_days_app_day PRIMARY KEY (app, day)
);

-- Meetings that are going on, as far as the usage reader has read.
CREATE TABLE usage_sessions (
    session uuid NOT NULL CONSTRAINT usage_sessions_session PRIMARY KEY,
    app text NOT NULL,
    room text NOT NULL,
    since timestamptz NOT NULL
);
CREATE INDEX usage_sessions_of_app ON usage_sessions (app);

CREATE TABLE usage_present (
    session uuid NOT NULL REFERENCES usage_sessions (session) ON DELETE CASCADE,
    endpoint text NOT NULL,
    joined_at timestamptz NOT NULL,
    CONSTRAINT usage_present_session_endpoint PRIMARY KEY (session, endpoint)
);

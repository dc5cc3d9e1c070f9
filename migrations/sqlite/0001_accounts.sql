-- Who has an account: organisations, their members, sessions, apps and keys.
-- Moments are microseconds since 1970 in UTC, days are YYYY-MM-DD, uuids are text.

CREATE TABLE customers (
    id TEXT NOT NULL PRIMARY KEY,
    organisation TEXT NOT NULL,
    -- The day of sign-up; every billing cycle is counted from it.
    anchor TEXT NOT NULL,
    plan TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE members (
    id TEXT NOT NULL PRIMARY KEY,
    customer TEXT NOT NULL REFERENCES customers (id),
    -- Lower case.
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    verified_at INTEGER
) STRICT;
CREATE UNIQUE INDEX members_email ON members (email);
CREATE INDEX members_of_customer ON members (customer);

-- Links sent by mail: digests only, deleted when used.
CREATE TABLE links (
    hash BLOB NOT NULL PRIMARY KEY,
    member TEXT NOT NULL REFERENCES members (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL CHECK (purpose IN ('VERIFY', 'RESET')),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX links_of_member ON links (member, purpose);

-- Browser sessions, by the digest of their reference token.
CREATE TABLE web_sessions (
    hash BLOB NOT NULL PRIMARY KEY,
    member TEXT NOT NULL REFERENCES members (id) ON DELETE CASCADE,
    -- JSON.
    data TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    user_agent TEXT NOT NULL,
    address TEXT NOT NULL
) STRICT;
CREATE INDEX web_sessions_of_member ON web_sessions (member);
CREATE INDEX web_sessions_by_expiry ON web_sessions (expires_at);

CREATE TABLE apps (
    id TEXT NOT NULL PRIMARY KEY,
    customer TEXT NOT NULL REFERENCES customers (id),
    mode TEXT NOT NULL CHECK (mode IN ('LIVE', 'SANDBOX')),
    status TEXT NOT NULL CHECK (status IN ('ACTIVE', 'BLOCKED', 'DELETED')),
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX apps_of_customer ON apps (customer);
-- One live app a customer.
CREATE UNIQUE INDEX apps_customer ON apps (customer) WHERE mode = 'LIVE' AND status <> 'DELETED';

CREATE TABLE keys (
    app TEXT NOT NULL REFERENCES apps (id),
    id TEXT NOT NULL,
    title TEXT NOT NULL,
    public_pem TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER,
    disabled_at INTEGER,
    PRIMARY KEY (app, id)
) STRICT;

-- Mail on its way out; written in the transaction that has a reason for it.
CREATE TABLE outbox (
    id TEXT NOT NULL PRIMARY KEY,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    sent_at INTEGER,
    attempts INTEGER NOT NULL,
    next_at INTEGER NOT NULL
) STRICT;
CREATE INDEX outbox_unsent ON outbox (next_at) WHERE sent_at IS NULL;

-- Servers that run or ran, and when they last said so.
CREATE TABLE nodes (
    id TEXT NOT NULL PRIMARY KEY,
    started_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    stopped_at INTEGER
) STRICT;

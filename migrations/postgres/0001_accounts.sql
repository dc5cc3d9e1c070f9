-- Who has an account: organisations, their members, sessions, apps and keys.

CREATE TABLE customers (
    id uuid NOT NULL CONSTRAINT customers_id PRIMARY KEY,
    organisation text NOT NULL,
    -- The day of sign-up; every billing cycle is counted from it.
    anchor date NOT NULL,
    plan text NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE TABLE members (
    id uuid NOT NULL CONSTRAINT members_id PRIMARY KEY,
    customer uuid NOT NULL REFERENCES customers (id),
    -- Lower case.
    email text NOT NULL,
    name text NOT NULL,
    password_hash text NOT NULL,
    created_at timestamptz NOT NULL,
    verified_at timestamptz
);
CREATE UNIQUE INDEX members_email ON members (email);
CREATE INDEX members_of_customer ON members (customer);

-- Links sent by mail: digests only, deleted when used.
CREATE TABLE links (
    hash bytea NOT NULL CONSTRAINT links_hash PRIMARY KEY,
    member uuid NOT NULL REFERENCES members (id) ON DELETE CASCADE,
    purpose text NOT NULL CHECK (purpose IN ('VERIFY', 'RESET')),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX links_of_member ON links (member, purpose);

-- Browser sessions, by the digest of their reference token.
CREATE TABLE web_sessions (
    hash bytea NOT NULL CONSTRAINT web_sessions_hash PRIMARY KEY,
    member uuid NOT NULL REFERENCES members (id) ON DELETE CASCADE,
    -- JSON.
    data text NOT NULL,
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    user_agent text NOT NULL,
    address text NOT NULL
);
CREATE INDEX web_sessions_of_member ON web_sessions (member);
CREATE INDEX web_sessions_by_expiry ON web_sessions (expires_at);

CREATE TABLE apps (
    id text NOT NULL CONSTRAINT apps_id PRIMARY KEY,
    customer uuid NOT NULL REFERENCES customers (id),
    mode text NOT NULL CHECK (mode IN ('LIVE', 'SANDBOX')),
    status text NOT NULL CHECK (status IN ('ACTIVE', 'BLOCKED', 'DELETED')),
    created_at timestamptz NOT NULL
);
CREATE INDEX apps_of_customer ON apps (customer);
-- One live app a customer.
CREATE UNIQUE INDEX apps_customer ON apps (customer) WHERE mode = 'LIVE' AND status <> 'DELETED';

CREATE TABLE keys (
    app text NOT NULL REFERENCES apps (id),
    id text NOT NULL,
    title text NOT NULL,
    public_pem text NOT NULL,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz,
    disabled_at timestamptz,
    CONSTRAINT keys_app_id PRIMARY KEY (app, id)
);

-- Mail on its way out; written in the transaction that has a reason for it.
CREATE TABLE outbox (
    id uuid NOT NULL CONSTRAINT outbox_id PRIMARY KEY,
    recipient text NOT NULL,
    subject text NOT NULL,
    body text NOT NULL,
    created_at timestamptz NOT NULL,
    sent_at timestamptz,
    attempts integer NOT NULL,
    next_at timestamptz NOT NULL
);
CREATE INDEX outbox_unsent ON outbox (next_at) WHERE sent_at IS NULL;

-- Servers that run or ran, and when they last said so.
CREATE TABLE nodes (
    id text NOT NULL CONSTRAINT nodes_id PRIMARY KEY,
    started_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    stopped_at timestamptz
);

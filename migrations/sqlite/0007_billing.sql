-- What each app has subscribed to, what was billed for it and what was paid. Amounts are whole cents.

-- One row an app; locked by whoever changes anything below for it.
CREATE TABLE subscriptions (
    app TEXT NOT NULL PRIMARY KEY REFERENCES apps (id),
    -- Microseconds by which the app's clock is ahead of the real one; not zero only for sandboxes.
    ahead INTEGER NOT NULL,
    -- When the billing run has to look at it again, by the real clock; never again if NULL.
    due_at INTEGER,
    -- Who pays and with which card, as the payment provider knows them; the card is JSON.
    payer TEXT,
    card TEXT,
    -- JSON: name, address, e-mail and tax id that invoices are made out to.
    bill_to TEXT NOT NULL,
    -- The most that overage and add-ons of one cycle may cost.
    cap INTEGER,
    -- The cycle of the last usage alert, and which mark it was for, in per cent.
    alert_cycle TEXT,
    alert_mark INTEGER NOT NULL,
    erased_at INTEGER
) STRICT;
CREATE INDEX subscriptions_due ON subscriptions (due_at) WHERE due_at IS NOT NULL;

-- The billing history: appended to and never changed.
CREATE TABLE subscription_entries (
    app TEXT NOT NULL REFERENCES subscriptions (app),
    place INTEGER NOT NULL,
    id TEXT NOT NULL,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    -- JSON.
    change TEXT NOT NULL,
    PRIMARY KEY (app, place)
) STRICT;
CREATE UNIQUE INDEX subscription_entries_id ON subscription_entries (id);

-- Last number of each series; read and written in the transaction that writes the document.
CREATE TABLE number_series (
    series TEXT NOT NULL PRIMARY KEY,
    last INTEGER NOT NULL
) STRICT;

-- One invoice for a day, ever.
CREATE TABLE invoices (
    app TEXT NOT NULL REFERENCES subscriptions (app),
    day TEXT NOT NULL,
    id TEXT NOT NULL,
    number TEXT NOT NULL,
    status TEXT NOT NULL,
    issued_at INTEGER NOT NULL,
    -- How far metering had read the journal: the bill was made of what lies before.
    read_to INTEGER NOT NULL,
    -- JSON.
    document TEXT NOT NULL,
    PRIMARY KEY (app, day)
) STRICT;
CREATE UNIQUE INDEX invoices_id ON invoices (id);
CREATE UNIQUE INDEX invoices_number ON invoices (app, number);

CREATE TABLE credit_notes (
    app TEXT NOT NULL,
    day TEXT NOT NULL,
    id TEXT NOT NULL PRIMARY KEY,
    number TEXT NOT NULL,
    issued_at INTEGER NOT NULL,
    -- JSON.
    document TEXT NOT NULL,
    FOREIGN KEY (app, day) REFERENCES invoices (app, day)
) STRICT;
CREATE UNIQUE INDEX credit_notes_number ON credit_notes (app, number);

-- Double entries: the rows of one entry sum to zero.
CREATE TABLE ledger (
    app TEXT NOT NULL REFERENCES subscriptions (app),
    entry TEXT NOT NULL,
    account TEXT NOT NULL,
    at INTEGER NOT NULL,
    cents INTEGER NOT NULL,
    currency TEXT NOT NULL,
    PRIMARY KEY (app, entry, account)
) STRICT;

-- Attempts to take money (number from 1) and to give it back (of credit notes), written before they are made.
CREATE TABLE payment_attempts (
    app TEXT NOT NULL REFERENCES subscriptions (app),
    subject TEXT NOT NULL,
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    card TEXT,
    cents INTEGER NOT NULL,
    currency TEXT NOT NULL,
    outcome TEXT NOT NULL,
    -- The provider's name for it.
    charge TEXT,
    -- Why it was declined, for the operator and for the customer.
    code TEXT,
    sentence TEXT,
    PRIMARY KEY (subject, number)
) STRICT;
CREATE INDEX payment_attempts_of_app ON payment_attempts (app, at);
CREATE INDEX payment_attempts_charge ON payment_attempts (charge) WHERE charge IS NOT NULL;

-- What was done about an unpaid invoice.
CREATE TABLE dunning_steps (
    app TEXT NOT NULL REFERENCES subscriptions (app),
    invoice TEXT NOT NULL,
    day INTEGER NOT NULL,
    action TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (invoice, day, action)
) STRICT;
CREATE INDEX dunning_steps_of_app ON dunning_steps (app);

-- Notices of the payment provider that were received, so that a repetition is known.
CREATE TABLE payment_notices (
    id TEXT NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT;

-- What the simulated payment provider remembers.
CREATE TABLE payment_shelf (
    name TEXT NOT NULL PRIMARY KEY,
    text TEXT NOT NULL
) STRICT;

-- Every catalogue of plans and prices that was in force.
CREATE TABLE catalogues (
    number INTEGER NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL,
    -- JSON.
    document TEXT NOT NULL
) STRICT;

-- One sandbox a customer, and which of his two apps a session looks at.
CREATE UNIQUE INDEX apps_sandbox ON apps (customer) WHERE mode = 'SANDBOX' AND status <> 'DELETED';
ALTER TABLE web_sessions ADD COLUMN mode TEXT NOT NULL DEFAULT 'LIVE';

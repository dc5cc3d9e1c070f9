-- What each app has subscribed to, what was billed for it and what was paid. Amounts are whole cents.

-- One row an app; locked by whoever changes anything below for it.
CREATE TABLE subscriptions (
    app text NOT NULL CONSTRAINT subscriptions_app PRIMARY KEY REFERENCES apps (id),
    -- Microseconds by which the app's clock is ahead of the real one; not zero only for sandboxes.
    ahead bigint NOT NULL,
    -- When the billing run has to look at it again, by the real clock; never again if NULL.
    due_at timestamptz,
    -- Who pays and with which card, as the payment provider knows them; the card is JSON.
    payer text,
    card text,
    -- JSON: name, address, e-mail and tax id that invoices are made out to.
    bill_to text NOT NULL,
    -- The most that overage and add-ons of one cycle may cost.
    cap bigint,
    -- The cycle of the last usage alert, and which mark it was for, in per cent.
    alert_cycle date,
    alert_mark integer NOT NULL,
    erased_at timestamptz
);
CREATE INDEX subscriptions_due ON subscriptions (due_at) WHERE due_at IS NOT NULL;

-- The billing history: appended to and never changed.
CREATE TABLE subscription_entries (
    app text NOT NULL REFERENCES subscriptions (app),
    place bigint NOT NULL,
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    actor text NOT NULL,
    -- JSON.
    change text NOT NULL,
    CONSTRAINT subscription_entries_app_place PRIMARY KEY (app, place)
);
CREATE UNIQUE INDEX subscription_entries_id ON subscription_entries (id);

-- Last number of each series; read and written in the transaction that writes the document.
CREATE TABLE number_series (
    series text NOT NULL CONSTRAINT number_series_series PRIMARY KEY,
    last bigint NOT NULL
);

-- One invoice for a day, ever.
CREATE TABLE invoices (
    app text NOT NULL REFERENCES subscriptions (app),
    day date NOT NULL,
    id uuid NOT NULL,
    number text NOT NULL,
    status text NOT NULL,
    issued_at timestamptz NOT NULL,
    -- How far metering had read the journal: the bill was made of what lies before.
    read_to bigint NOT NULL,
    -- JSON.
    document text NOT NULL,
    CONSTRAINT invoices_app_day PRIMARY KEY (app, day)
);
CREATE UNIQUE INDEX invoices_id ON invoices (id);
CREATE UNIQUE INDEX invoices_number ON invoices (app, number);

CREATE TABLE credit_notes (
    app text NOT NULL,
    day date NOT NULL,
    id uuid NOT NULL CONSTRAINT credit_notes_id PRIMARY KEY,
    number text NOT NULL,
    issued_at timestamptz NOT NULL,
    -- JSON.
    document text NOT NULL,
    FOREIGN KEY (app, day) REFERENCES invoices (app, day)
);
CREATE UNIQUE INDEX credit_notes_number ON credit_notes (app, number);

-- Double entries: the rows of one entry sum to zero.
CREATE TABLE ledger (
    app text NOT NULL REFERENCES subscriptions (app),
    entry text NOT NULL,
    account text NOT NULL,
    at timestamptz NOT NULL,
    cents bigint NOT NULL,
    currency text NOT NULL,
    CONSTRAINT ledger_app_entry_account PRIMARY KEY (app, entry, account)
);

-- Attempts to take money (number from 1) and to give it back (of credit notes), written before they are made.
CREATE TABLE payment_attempts (
    app text NOT NULL REFERENCES subscriptions (app),
    subject uuid NOT NULL,
    number bigint NOT NULL,
    at timestamptz NOT NULL,
    card text,
    cents bigint NOT NULL,
    currency text NOT NULL,
    outcome text NOT NULL,
    -- The provider's name for it.
    charge text,
    -- Why it was declined, for the operator and for the customer.
    code text,
    sentence text,
    CONSTRAINT payment_attempts_subject_number PRIMARY KEY (subject, number)
);
CREATE INDEX payment_attempts_of_app ON payment_attempts (app, at);
CREATE INDEX payment_attempts_charge ON payment_attempts (charge) WHERE charge IS NOT NULL;

-- What was done about an unpaid invoice.
CREATE TABLE dunning_steps (
    app text NOT NULL REFERENCES subscriptions (app),
    invoice uuid NOT NULL,
    day integer NOT NULL,
    action text NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT dunning_steps_invoice_day_action PRIMARY KEY (invoice, day, action)
);
CREATE INDEX dunning_steps_of_app ON dunning_steps (app);

-- Notices of the payment provider that were received, so that a repetition is known.
CREATE TABLE payment_notices (
    id text NOT NULL CONSTRAINT payment_notices_id PRIMARY KEY,
    at timestamptz NOT NULL
);

-- What the simulated payment provider remembers.
CREATE TABLE payment_shelf (
    name text NOT NULL CONSTRAINT payment_shelf_name PRIMARY KEY,
    text text NOT NULL
);

-- Every catalogue of plans and prices that was in force.
CREATE TABLE catalogues (
    number bigint NOT NULL CONSTRAINT catalogues_number PRIMARY KEY,
    at timestamptz NOT NULL,
    -- JSON.
    document text NOT NULL
);

-- One sandbox a customer, and which of his two apps a session looks at.
CREATE UNIQUE INDEX apps_sandbox ON apps (customer) WHERE mode = 'SANDBOX' AND status <> 'DELETED';
ALTER TABLE web_sessions ADD COLUMN mode text NOT NULL DEFAULT 'LIVE';

-- A link that proves an address activates what was typed when it was made, so that lies with the link.
-- Links made before do not say it and stop working; "Send again" and the log-in form send new ones.
DELETE FROM links WHERE purpose = 'VERIFY';
ALTER TABLE links ADD COLUMN organisation TEXT;
ALTER TABLE links ADD COLUMN name TEXT;
ALTER TABLE links ADD COLUMN password_hash TEXT;

-- The body of a mail may hold a link, and is blank once the mail is sent.
UPDATE outbox SET body = '' WHERE sent_at IS NOT NULL;
CREATE INDEX outbox_by_age ON outbox (created_at);

-- Nothing was ever kept in it.
ALTER TABLE web_sessions DROP COLUMN data;

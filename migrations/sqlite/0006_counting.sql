-- Who counted when, by device and by person, and running sums of both.

-- The day gives way to the moment, which says more. Where the event is not in the journal any more, the
-- device counted when its day began.
ALTER TABLE usage_devices RENAME TO usage_devices_before;
CREATE TABLE usage_devices (
    app TEXT NOT NULL,
    cycle TEXT NOT NULL,
    device TEXT NOT NULL,
    event TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (app, cycle, device)
) STRICT, WITHOUT ROWID;
INSERT INTO usage_devices (app, cycle, device, event, at)
SELECT d.app, d.cycle, d.device, d.event, COALESCE(j.at, unixepoch(d.day) * 1000000)
FROM usage_devices_before d LEFT JOIN journal j ON j.id = d.event;
DROP TABLE usage_devices_before;
CREATE INDEX usage_devices_by_moment ON usage_devices (app, cycle, at, device);

-- The same by people: `user:` and the id in the token, or `device:` and the device of whoever has none.
CREATE TABLE usage_people (
    app TEXT NOT NULL,
    cycle TEXT NOT NULL,
    person TEXT NOT NULL,
    event TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (app, cycle, person)
) STRICT, WITHOUT ROWID;

-- Every event in a cycle has put a device into it, so an event's cycle is the last one that began by then.
-- An escaped U+0000 is read as U+FFFD. Pairs of backslashes, which escape nothing behind them, stand aside
-- as a character that JSON never holds as it is.
INSERT INTO usage_people (app, cycle, person, event, at)
WITH cycles AS (
    SELECT DISTINCT app, cycle FROM usage_devices
), entries AS (
    SELECT j.seq, j.app, date(j.at / 1000000, 'unixepoch') AS day,
        e.value ->> '$.device' AS device, e.value ->> '$.user_id' AS user_id
    FROM journal j, json_each(
        replace(replace(replace(j.fact, '\\', char(1)), '\u0000', '\ufffd'), char(1), '\\'), '$.entries'
    ) e
    WHERE j.kind = 'usage' AND j.seq <= (SELECT seq FROM journal_cursors WHERE reader = 'usage')
), people AS (
    SELECT seq, app, day,
        CASE WHEN length(CAST(user_id AS BLOB)) BETWEEN 1 AND 512
            THEN 'user:' || user_id
            ELSE 'device:' || device END AS person
    FROM entries
), firsts AS (
    SELECT p.app, c.cycle, p.person, MIN(p.seq) AS seq
    FROM people p JOIN cycles c ON c.app = p.app
        AND c.cycle = (SELECT MAX(l.cycle) FROM cycles l WHERE l.app = p.app AND l.cycle <= p.day)
    GROUP BY p.app, c.cycle, p.person
)
SELECT f.app, f.cycle, f.person, j.id, j.at FROM firsts f JOIN journal j ON j.seq = f.seq;
CREATE INDEX usage_people_by_moment ON usage_people (app, cycle, at, person);

-- How many first counted on each day of a cycle, and the earliest moment of each kind on that day.
CREATE TABLE usage_cycle_days (
    app TEXT NOT NULL,
    cycle TEXT NOT NULL,
    day TEXT NOT NULL,
    devices INTEGER NOT NULL,
    people INTEGER NOT NULL,
    device_at INTEGER,
    person_at INTEGER,
    PRIMARY KEY (app, cycle, day)
) STRICT, WITHOUT ROWID;
INSERT INTO usage_cycle_days (app, cycle, day, devices, people, device_at, person_at)
SELECT app, cycle, date(at / 1000000, 'unixepoch'), SUM(device), SUM(1 - device),
    MIN(CASE WHEN device = 1 THEN at END), MIN(CASE WHEN device = 0 THEN at END)
FROM (
    SELECT app, cycle, at, 1 AS device FROM usage_devices
    UNION ALL
    SELECT app, cycle, at, 0 AS device FROM usage_people
) AS counted
GROUP BY 1, 2, 3;

-- Billing cycles are an app's: its trial may have others. The default is only for the rows that are there.
ALTER TABLE apps ADD COLUMN anchor TEXT NOT NULL DEFAULT '1970-01-01';
UPDATE apps SET anchor = (SELECT anchor FROM customers WHERE customers.id = apps.customer);
-- What somebody has subscribed to has a history, and is not written here.
ALTER TABLE customers DROP COLUMN plan;

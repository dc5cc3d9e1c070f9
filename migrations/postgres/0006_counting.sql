-- Who counted when, by device and by person, and running sums of both.

-- The day gives way to the moment, which says more. Where the event is not in the journal any more, the
-- device counted when its day began.
ALTER TABLE usage_devices ADD COLUMN at timestamptz;
UPDATE usage_devices SET at = COALESCE(
    (SELECT journal.at FROM journal WHERE journal.id = usage_devices.event),
    usage_devices.day::timestamp AT TIME ZONE 'UTC'
);
ALTER TABLE usage_devices ALTER COLUMN at SET NOT NULL;
ALTER TABLE usage_devices DROP COLUMN day;
CREATE INDEX usage_devices_by_moment ON usage_devices (app, cycle, at, device);

-- The same by people: `user:` and the id in the token, or `device:` and the device of whoever has none.
CREATE TABLE usage_people (
    app text NOT NULL,
    cycle date NOT NULL,
    person text NOT NULL,
    event uuid NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT usage_people_app_cycle_person PRIMARY KEY (app, cycle, person)
);

-- Every event in a cycle has put a device into it, so an event's cycle is the last one that began by then.
-- An escaped U+0000 is read as U+FFFD. Pairs of backslashes, which escape nothing behind them, stand aside
-- as a character that JSON never holds as it is.
INSERT INTO usage_people (app, cycle, person, event, at)
WITH cycles AS (
    SELECT DISTINCT app, cycle FROM usage_devices
), entries AS (
    SELECT j.seq, j.app, (j.at AT TIME ZONE 'UTC')::date AS day,
        e.value ->> 'device' AS device, e.value ->> 'user_id' AS user_id
    FROM journal j, json_array_elements(
        replace(replace(replace(j.fact, '\\', chr(1)), '\u0000', '\ufffd'), chr(1), '\\')::json -> 'entries'
    ) e
    WHERE j.kind = 'usage' AND j.seq <= (SELECT seq FROM journal_cursors WHERE reader = 'usage')
), people AS (
    SELECT seq, app, day,
        CASE WHEN octet_length(user_id) BETWEEN 1 AND 512
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
    app text NOT NULL,
    cycle date NOT NULL,
    day date NOT NULL,
    devices bigint NOT NULL,
    people bigint NOT NULL,
    device_at timestamptz,
    person_at timestamptz,
    CONSTRAINT usage_cycle_days_app_cycle_day PRIMARY KEY (app, cycle, day)
);
INSERT INTO usage_cycle_days (app, cycle, day, devices, people, device_at, person_at)
SELECT app, cycle, (at AT TIME ZONE 'UTC')::date, SUM(device), SUM(1 - device),
    MIN(CASE WHEN device = 1 THEN at END), MIN(CASE WHEN device = 0 THEN at END)
FROM (
    SELECT app, cycle, at, 1 AS device FROM usage_devices
    UNION ALL
    SELECT app, cycle, at, 0 AS device FROM usage_people
) AS counted
GROUP BY 1, 2, 3;

-- Billing cycles are an app's: its trial may have others.
ALTER TABLE apps ADD COLUMN anchor date;
UPDATE apps SET anchor = customers.anchor FROM customers WHERE customers.id = apps.customer;
ALTER TABLE apps ALTER COLUMN anchor SET NOT NULL;
-- What somebody has subscribed to has a history, and is not written here.
ALTER TABLE customers DROP COLUMN plan;

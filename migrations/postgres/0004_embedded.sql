-- Joins from inside the frame of another page, of the day's participants.
ALTER TABLE usage_days ADD COLUMN embedded BIGINT NOT NULL DEFAULT 0;

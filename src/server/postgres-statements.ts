/** Of the tables below; a store refuses a database with a later one. */
export const SCHEMA_VERSION = 1;

/** Any number, the same for all: gateways that start together create the tables one after the other. */
export const LOCK_SCHEMA = 'SELECT pg_advisory_xact_lock(7310577192)';

export const HAS_SCHEMA = `SELECT to_regclass('evenkeel_schema') IS NOT NULL AS "hasSchema"`;
export const READ_VERSION = 'SELECT version FROM evenkeel_schema';

/** Where the tables are, or will be created. */
export const OWN_SCHEMA = `
SELECT coalesce(
  (SELECT relnamespace::regnamespace::text FROM pg_class WHERE oid = to_regclass('evenkeel_schema')),
  current_schema()
) AS schema`;

export const CREATE_TABLES = `
CREATE TABLE evenkeel_logs (
  chat text PRIMARY KEY,
  epoch text NOT NULL,
  oldest bigint NOT NULL,
  head bigint NOT NULL,
  tag text,
  base_tag text
);
CREATE TABLE evenkeel_events (
  chat text NOT NULL,
  seq bigint NOT NULL,
  tag text NOT NULL,
  sender text,
  n bigint,
  data text NOT NULL,
  PRIMARY KEY (chat, seq)
);
CREATE UNIQUE INDEX evenkeel_events_of_sender ON evenkeel_events (chat, sender, n) WHERE sender IS NOT NULL;
CREATE TABLE evenkeel_senders (
  chat text NOT NULL,
  sender text NOT NULL,
  owner text NOT NULL,
  last bigint NOT NULL,
  last_seq bigint NOT NULL,
  used_at bigint NOT NULL,
  is_lost boolean NOT NULL,
  PRIMARY KEY (chat, sender)
);
CREATE TABLE evenkeel_nacks (
  chat text NOT NULL,
  sender text NOT NULL,
  n bigint NOT NULL,
  code text NOT NULL,
  PRIMARY KEY (chat, sender, n)
);
CREATE TABLE evenkeel_schema (version integer NOT NULL);
INSERT INTO evenkeel_schema VALUES (${SCHEMA_VERSION});
`;

/** Numbers up to 2^53 − 1 go through JSON unharmed; `pg` gives a bigint of a column as text. */
export const HOLD_LOGS = `
SELECT chat, epoch, oldest::float8 AS oldest, head::float8 AS head, tag, base_tag AS "baseTag"
FROM evenkeel_logs WHERE chat = ANY($1::text[]) ORDER BY chat FOR UPDATE`;

export const BEGIN_LOGS = `
INSERT INTO evenkeel_logs (chat, epoch, oldest, head)
SELECT chat, epoch, 1, 0 FROM unnest($1::text[], $2::text[]) AS begun (chat, epoch) ORDER BY chat
ON CONFLICT DO NOTHING`;

export const SENDERS = `
SELECT chat, sender, owner AS user, last::float8 AS last, last_seq::float8 AS "lastSeq", used_at::float8 AS "usedAt",
  is_lost AS "isLost"
FROM evenkeel_senders JOIN unnest($1::text[], $2::text[]) AS asked (chat, sender) USING (chat, sender)`;

/** Everything that a batch changes, in one statement. The log's rows are locked. */
export const WRITE_CHANGES = `
WITH events AS (
  INSERT INTO evenkeel_events (chat, seq, tag, sender, n, data)
  SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::text[])
), senders AS (
  INSERT INTO evenkeel_senders (chat, sender, owner, last, last_seq, used_at, is_lost)
  SELECT *, false FROM unnest($7::text[], $8::text[], $9::text[], $10::bigint[], $11::bigint[], $12::bigint[])
  ON CONFLICT (chat, sender)
  DO UPDATE SET last = excluded.last, last_seq = excluded.last_seq, used_at = excluded.used_at
), nacks AS (
  INSERT INTO evenkeel_nacks (chat, sender, n, code)
  SELECT * FROM unnest($13::text[], $14::text[], $15::bigint[], $16::text[])
), logs AS (
  UPDATE evenkeel_logs SET head = evenkeel_logs.head + moved.events, tag = moved.tag
  FROM unnest($17::text[], $18::bigint[], $19::text[]) AS moved (chat, events, tag)
  WHERE evenkeel_logs.chat = moved.chat
)
SELECT pg_notify('evenkeel_poke', chat) FROM unnest($17::text[]) AS grown (chat)`;

export const SETTLEMENTS = `
SELECT asked.chat, asked.sender, asked.n::float8 AS n, nack.code, event.seq::float8 AS seq
FROM unnest($1::text[], $2::text[], $3::bigint[]) AS asked (chat, sender, n)
LEFT JOIN evenkeel_nacks AS nack USING (chat, sender, n)
LEFT JOIN evenkeel_events AS event ON event.chat = asked.chat AND event.sender = asked.sender AND event.n = asked.n`;

const TAG_AT_CURSOR = `
CASE WHEN $2::bigint = log.oldest - 1 THEN log.base_tag
ELSE (SELECT event.tag FROM evenkeel_events AS event WHERE event.chat = log.chat AND event.seq = $2::bigint) END AS "tagAt"`;

/** One statement, and so one moment. */
export const READ_PAGE = `
SELECT log.epoch, log.oldest::float8 AS oldest, log.head::float8 AS head, log.tag AS "headTag", ${TAG_AT_CURSOR},
  event.seq::float8 AS seq, event.tag, event.data, event.sender AS "from", event.n::float8 AS n
FROM evenkeel_logs AS log
LEFT JOIN LATERAL (
  SELECT * FROM evenkeel_events WHERE chat = log.chat AND seq > $2::bigint ORDER BY seq LIMIT $3
) AS event ON true
WHERE log.chat = $1 ORDER BY event.seq`;

/** One statement, and so one moment. */
export const GREET = `
SELECT log.epoch, log.oldest::float8 AS oldest, log.head::float8 AS head, log.tag, ${TAG_AT_CURSOR},
  (
    SELECT coalesce(json_agg(json_build_object('sender', sender, 'user', owner, 'last', last, 'usedAt', used_at, 'isLost', is_lost)), '[]')
    FROM evenkeel_senders WHERE chat = log.chat AND sender = ANY($3::text[])
  ) AS senders,
  (
    SELECT coalesce(json_agg(json_build_object('s', sender, 'n', n, 'code', code) ORDER BY sender, n), '[]')
    FROM evenkeel_nacks WHERE chat = log.chat AND sender = ANY($3::text[])
  ) AS nacks
FROM evenkeel_logs AS log WHERE log.chat = $1`;

export const TOUCH_SENDERS = 'UPDATE evenkeel_senders SET used_at = $3 WHERE chat = $1 AND sender = ANY($2::text[])';

export const MARK_LOST = `
INSERT INTO evenkeel_senders (chat, sender, owner, last, last_seq, used_at, is_lost)
SELECT $1, sender, $3, 0, 0, $4, true FROM unnest($2::text[]) AS lost (sender)
ON CONFLICT (chat, sender) DO UPDATE SET is_lost = true`;

export const REMOVE_NACKS = `
DELETE FROM evenkeel_nacks AS nack USING unnest($2::text[], $3::bigint[]) AS hello (sender, acked)
WHERE nack.chat = $1 AND nack.sender = hello.sender AND nack.n <= hello.acked`;

export const TAG_AT = 'SELECT tag FROM evenkeel_events WHERE chat = $1 AND seq = $2';
export const MOVE_OLDEST = 'UPDATE evenkeel_logs SET oldest = $2, base_tag = $3 WHERE chat = $1';
export const REMOVE_EVENTS = 'DELETE FROM evenkeel_events WHERE chat = $1 AND seq < $2';
export const REMOVE_SENDERS = 'DELETE FROM evenkeel_senders WHERE chat = $1 AND used_at < $2 AND last_seq < $3';
export const REMOVE_LEFT_NACKS = `
DELETE FROM evenkeel_nacks AS nack WHERE nack.chat = $1 AND NOT EXISTS (
  SELECT FROM evenkeel_senders AS kept WHERE kept.chat = nack.chat AND kept.sender = nack.sender
)`;

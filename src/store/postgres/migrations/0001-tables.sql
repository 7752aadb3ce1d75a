-- Every table holds its rows as they are (`row`, json: the order of fields is kept), found by `id`. What is asked for
-- besides has a column, which PostgreSQL fills from the row by itself. Words are compared byte by byte.
CREATE DOMAIN word AS text COLLATE "C";

CREATE TABLE reports (
  id word PRIMARY KEY,
  row json NOT NULL,
  number word UNIQUE GENERATED ALWAYS AS (row ->> 'number') STORED,
  category word GENERATED ALWAYS AS (row ->> 'category') STORED,
  status word GENERATED ALWAYS AS (row ->> 'status') STORED,
  priority word GENERATED ALWAYS AS (row ->> 'priority') STORED,
  reporter word GENERATED ALWAYS AS (row ->> 'reporter') STORED,
  office word GENERATED ALWAYS AS (row ->> 'office') STORED,
  assignee word GENERATED ALWAYS AS (row ->> 'assignee') STORED,
  received_at word GENERATED ALWAYS AS (row ->> 'receivedAt') STORED,
  unread boolean GENERATED ALWAYS AS (coalesce((row ->> 'unread')::int, 0) > 0) STORED,
  sensitive boolean GENERATED ALWAYS AS (coalesce((row ->> 'sensitive')::boolean, false)) STORED,
  restricted boolean GENERATED ALWAYS AS (
    coalesce((row ->> 'restricted')::boolean, false) OR row ->> 'category' = 'complaint'
  ) STORED,
  anonymised boolean GENERATED ALWAYS AS (row ->> 'anonymisedAt' IS NOT NULL) STORED
);
CREATE INDEX reports_in_time ON reports (received_at, id);
CREATE INDEX reports_of_reporter ON reports (reporter, received_at, id);
CREATE INDEX reports_of_status ON reports (status, received_at, id);
CREATE INDEX reports_unread ON reports (received_at, id) WHERE unread;

-- What a report is searched by: its text as the bot normalises it, and the characters and pairs of characters in it.
CREATE TABLE report_texts (
  id word PRIMARY KEY REFERENCES reports ON DELETE CASCADE,
  text text NOT NULL,
  grams int[] NOT NULL
);
CREATE INDEX report_texts_grams ON report_texts USING gin (grams);

CREATE TABLE entries (
  id word PRIMARY KEY,
  row json NOT NULL,
  report word GENERATED ALWAYS AS (row ->> 'report') STORED,
  at word GENERATED ALWAYS AS (row ->> 'at') STORED
);
CREATE INDEX entries_of_report ON entries (report, at, id);

-- Sealed by the bot: `keys` are keyed hashes, under which it finds a row again.
CREATE TABLE contacts (id word PRIMARY KEY, row json NOT NULL, keys text[] NOT NULL);
CREATE INDEX contacts_by_key ON contacts USING gin (keys);
CREATE TABLE officers (id word PRIMARY KEY, row json NOT NULL, keys text[] NOT NULL);
CREATE TABLE groups (id word PRIMARY KEY, row json NOT NULL, keys text[] NOT NULL);
CREATE TABLE channel_memory (id word PRIMARY KEY, row json NOT NULL, keys text[] NOT NULL);

CREATE TABLE codes (id word PRIMARY KEY, row json NOT NULL);

CREATE TABLE alerts (
  id word PRIMARY KEY,
  row json NOT NULL,
  number word UNIQUE GENERATED ALWAYS AS (row ->> 'number') STORED,
  state word GENERATED ALWAYS AS (row ->> 'state') STORED
);
CREATE INDEX alerts_in_state ON alerts (state, id);

CREATE TABLE slots (
  id word PRIMARY KEY,
  row json NOT NULL,
  series word GENERATED ALWAYS AS (row ->> 'series') STORED,
  state word GENERATED ALWAYS AS (row ->> 'state') STORED,
  due word GENERATED ALWAYS AS (row ->> 'due') STORED
);
CREATE INDEX slots_due ON slots (due);
CREATE INDEX slots_fired ON slots (series, due) WHERE state = 'fired';
CREATE TABLE plans (id word PRIMARY KEY, row json NOT NULL, due word GENERATED ALWAYS AS (row ->> 'due') STORED);
CREATE INDEX plans_due ON plans (due);

CREATE TABLE deliveries (
  id word PRIMARY KEY,
  row json NOT NULL,
  state word GENERATED ALWAYS AS (row ->> 'state') STORED,
  kind word GENERATED ALWAYS AS (row ->> 'kind') STORED,
  slot word GENERATED ALWAYS AS (row ->> 'slot') STORED,
  alert word GENERATED ALWAYS AS (row ->> 'alert') STORED,
  report word GENERATED ALWAYS AS (row ->> 'report') STORED,
  person word GENERATED ALWAYS AS (row -> 'to' ->> 'person') STORED,
  reveals word GENERATED ALWAYS AS (row ->> 'reveals') STORED,
  created_at word GENERATED ALWAYS AS (row ->> 'createdAt') STORED
);
CREATE INDEX deliveries_unfinished ON deliveries (state, created_at, id)
  WHERE state IN ('pending', 'sending', 'unknown');
CREATE INDEX deliveries_of_slot ON deliveries (slot) WHERE slot IS NOT NULL;
CREATE INDEX deliveries_of_alert ON deliveries (alert) WHERE alert IS NOT NULL;
CREATE INDEX deliveries_of_report ON deliveries (report) WHERE report IS NOT NULL;
CREATE INDEX deliveries_of_person ON deliveries (person) WHERE person IS NOT NULL;
CREATE INDEX deliveries_revealing ON deliveries (reveals) WHERE reveals IS NOT NULL;

-- `ref` in a row is sealed.
CREATE TABLE attachments (
  id word PRIMARY KEY,
  row json NOT NULL,
  report word GENERATED ALWAYS AS (row ->> 'report') STORED,
  state word GENERATED ALWAYS AS (row ->> 'state') STORED,
  hash word GENERATED ALWAYS AS (row ->> 'hash') STORED,
  size bigint GENERATED ALWAYS AS ((row ->> 'size')::bigint) STORED,
  received_at word GENERATED ALWAYS AS (row ->> 'receivedAt') STORED
);
CREATE INDEX attachments_of_report ON attachments (report);
CREATE INDEX attachments_pending ON attachments (received_at, id) WHERE state = 'pending';

-- Id: day and keyed hash.
CREATE TABLE inbox (
  id word PRIMARY KEY,
  row json NOT NULL,
  hash word GENERATED ALWAYS AS (split_part(id, '/', 2)) STORED
);
CREATE INDEX inbox_by_hash ON inbox (hash);

CREATE TABLE questions (id word PRIMARY KEY, row json NOT NULL);

CREATE TABLE approvals (
  id word PRIMARY KEY,
  row json NOT NULL,
  subject word GENERATED ALWAYS AS (row ->> 'subject') STORED,
  state word GENERATED ALWAYS AS (row ->> 'state') STORED
);
CREATE INDEX approvals_of_subject ON approvals (subject, id);
CREATE INDEX approvals_waiting ON approvals (id) WHERE state = 'waiting';

CREATE TABLE ledger_entries (
  id word PRIMARY KEY,
  row json NOT NULL,
  number word UNIQUE GENERATED ALWAYS AS (row ->> 'number') STORED
);

CREATE TABLE corrections (
  id word PRIMARY KEY,
  row json NOT NULL,
  report word GENERATED ALWAYS AS (row ->> 'report') STORED,
  at word GENERATED ALWAYS AS (row ->> 'at') STORED
);
CREATE INDEX corrections_of_report ON corrections (report);
CREATE INDEX corrections_in_time ON corrections (at);

CREATE TABLE read_until (id word PRIMARY KEY, row json NOT NULL);
CREATE TABLE settings (id word PRIMARY KEY, row json NOT NULL);
-- The last number given of a month or a word.
CREATE TABLE counters (id word PRIMARY KEY, row json NOT NULL);

-- One chain a process that writes. `entry` is its text exactly as it was signed.
CREATE TABLE audit (
  place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  writer int NOT NULL,
  seq bigint NOT NULL,
  entry text NOT NULL,
  at word GENERATED ALWAYS AS (entry::json ->> 'at') STORED,
  kind word GENERATED ALWAYS AS (entry::json -> 'subject' ->> 'kind') STORED,
  subject word GENERATED ALWAYS AS (entry::json -> 'subject' ->> 'id') STORED,
  officer word GENERATED ALWAYS AS (entry::json -> 'actor' ->> 'officer') STORED,
  UNIQUE (writer, seq)
);
CREATE INDEX audit_of_subject ON audit (subject, kind, place);
CREATE INDEX audit_by_officer ON audit (officer, place) WHERE officer IS NOT NULL;

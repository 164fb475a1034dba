-- A delivery as it came. Its row, and that of its body, never change.
CREATE TABLE receiver.deliveries (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('accepted', 'duplicates', 'others')),
  duplicate_of uuid,
  -- Of the event that it brought first.
  event_key bytea,
  received_at timestamptz NOT NULL,
  method text NOT NULL,
  verdict text NOT NULL,
  type text,
  status text,
  is_replay boolean NOT NULL,
  body_size integer NOT NULL,
  -- JSON, but not for Postgres to look into: it may have what its own types cannot hold, as \u0000.
  summary text NOT NULL,
  details text NOT NULL
);

CREATE INDEX deliveries_kind ON receiver.deliveries (kind, id);
CREATE INDEX deliveries_received_at ON receiver.deliveries (received_at);
CREATE INDEX deliveries_method ON receiver.deliveries (method, id);
CREATE INDEX deliveries_verdict ON receiver.deliveries (verdict, id);
CREATE INDEX deliveries_type ON receiver.deliveries (type, id);
CREATE INDEX deliveries_status ON receiver.deliveries (status, id);
CREATE INDEX deliveries_replays ON receiver.deliveries (id) WHERE is_replay;

CREATE TABLE receiver.bodies (
  id uuid PRIMARY KEY REFERENCES receiver.deliveries ON DELETE CASCADE,
  body bytea NOT NULL
);

-- What is searched for texts. To index it takes longer than all else, and is done after the delivery was answered.
CREATE TABLE receiver.texts (
  id uuid PRIMARY KEY REFERENCES receiver.deliveries ON DELETE CASCADE,
  search text NOT NULL
);

-- The deliveries without a row there, which are searched one by one: not yet, or too large.
CREATE TABLE receiver.unsearched (
  id uuid PRIMARY KEY REFERENCES receiver.deliveries ON DELETE CASCADE,
  is_large boolean NOT NULL
);

CREATE INDEX unsearched_yet ON receiver.unsearched (id) WHERE NOT is_large;

-- Searches are faster with it, and find the same without it. It comes with Postgres, but not with every package of it.
DO $$
DECLARE
  extension_schema regnamespace;
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA receiver;
  extension_schema := (SELECT extnamespace FROM pg_extension WHERE extname = 'pg_trgm');
  -- What is not yet sorted into the index is read at each search.
  EXECUTE format(
    'CREATE INDEX texts_search ON receiver.texts USING gin (search %s.gin_trgm_ops) WITH (gin_pending_list_limit = 512)',
    extension_schema
  );
EXCEPTION
  WHEN insufficient_privilege OR undefined_file OR feature_not_supported THEN NULL;
END
$$;

CREATE TABLE receiver.answers (
  id uuid PRIMARY KEY REFERENCES receiver.deliveries ON DELETE CASCADE,
  status smallint NOT NULL,
  answer text NOT NULL,
  body bytea NOT NULL
);

CREATE INDEX answers_status ON receiver.answers (status, id);

-- Why what a delivery tells of failed, as CircleCI's API told it.
CREATE TABLE receiver.failures (
  id uuid PRIMARY KEY REFERENCES receiver.deliveries ON DELETE CASCADE,
  failure text NOT NULL
);

-- What handlers reran, by the hash of a workflow's id: as which other one, and how many reruns led to it.
CREATE TABLE receiver.reruns (
  key bytea PRIMARY KEY,
  depth integer NOT NULL,
  rerun_as text,
  changed bigint GENERATED ALWAYS AS IDENTITY
);

CREATE INDEX reruns_changed ON receiver.reruns (changed);

CREATE TABLE receiver.handlings (
  id uuid REFERENCES receiver.deliveries ON DELETE CASCADE,
  handler text,
  state text NOT NULL,
  handling text NOT NULL,
  -- They are listed in the order in which they changed.
  changed bigint GENERATED ALWAYS AS IDENTITY,
  PRIMARY KEY (id, handler)
);

CREATE INDEX handlings_state ON receiver.handlings (state, id);

-- Which delivery brought an event first. It is remembered if that is no longer kept.
CREATE TABLE receiver.events (
  key bytea PRIMARY KEY,
  first uuid NOT NULL,
  is_remembered boolean NOT NULL DEFAULT false
);

CREATE INDEX events_remembered ON receiver.events (first) WHERE is_remembered;

-- How many there are: to count them takes too long.
CREATE TABLE receiver.counts (
  kind text PRIMARY KEY,
  count bigint NOT NULL DEFAULT 0
);

INSERT INTO receiver.counts (kind) VALUES ('accepted'), ('duplicates'), ('others');

-- Milliseconds since 1970, by the one clock that counts for all who use this database.
CREATE FUNCTION receiver.now_ms() RETURNS bigint LANGUAGE sql VOLATILE AS $$
  SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint
$$;

-- An id of version 7: https://www.rfc-editor.org/rfc/rfc9562#section-5.7
CREATE FUNCTION receiver.id_of(ms bigint, sequence integer) RETURNS uuid LANGUAGE sql VOLATILE AS $$
  SELECT (lpad(to_hex(ms), 12, '0') || '7' || lpad(to_hex(sequence), 3, '0')
    || replace(substr(gen_random_uuid()::text, 20), '-', ''))::uuid
$$;

CREATE FUNCTION receiver.first_id_at(ms bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT (lpad(to_hex(ms), 12, '0') || '70008000000000000000')::uuid
$$;

CREATE FUNCTION receiver.remembered_since(now_ms bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT receiver.first_id_at(now_ms - 30::bigint * 24 * 60 * 60 * 1000)
$$;

-- Saves some deliveries, in one transaction. Transactions that save come one after the other: whoever reads a
-- delivery can read all that have smaller ids.
CREATE FUNCTION receiver.save(
  sender text, clock_ms bigint, deliveries json[], bodies bytea[], answer_bodies bytea[]
) RETURNS TABLE (saved uuid, duplicate_of uuid) LANGUAGE plpgsql AS $$
DECLARE
  now_ms bigint;
  newest text;
  ms bigint := 0;
  sequence integer := 0;
  new_kind text;
  new_key bytea;
  delivery json;
  ids uuid[] := '{}';
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('receiver.save'));
  now_ms := coalesce(clock_ms, receiver.now_ms());
  newest := (SELECT d.id FROM receiver.deliveries d ORDER BY d.id DESC LIMIT 1);
  IF newest IS NOT NULL THEN
    ms := ('x' || substr(newest, 1, 8) || substr(newest, 10, 4))::bit(48)::bigint;
    sequence := ('x' || substr(newest, 16, 3))::bit(12)::integer;
  END IF;

  FOR i IN 1 .. cardinality(deliveries) LOOP
    delivery := deliveries[i];
    IF now_ms > ms THEN
      ms := now_ms;
      sequence := 0;
    ELSIF sequence = 4095 THEN
      ms := ms + 1;
      sequence := 0;
    ELSE
      sequence := sequence + 1;
    END IF;
    saved := receiver.id_of(ms, sequence);

    new_kind := CASE WHEN (delivery->>'accepted')::boolean THEN 'accepted' ELSE 'others' END;
    new_key := decode(delivery->>'key', 'hex');
    -- What the event may be known by otherwise is looked for, and not taken.
    duplicate_of := (
      SELECT e.first FROM receiver.events e
      WHERE e.key = decode(delivery->>'alias', 'hex')
        AND NOT (e.is_remembered AND e.first < receiver.remembered_since(now_ms))
    );
    IF duplicate_of IS NOT NULL THEN
      new_kind := 'duplicates';
      new_key := NULL;
    ELSIF new_key IS NOT NULL THEN
      INSERT INTO receiver.events AS e (key, first) VALUES (new_key, saved)
        ON CONFLICT (key) DO UPDATE SET first = saved, is_remembered = false
          WHERE e.is_remembered AND e.first < receiver.remembered_since(now_ms);
      IF NOT FOUND THEN
        duplicate_of := (SELECT e.first FROM receiver.events e WHERE e.key = new_key);
        new_kind := 'duplicates';
        new_key := NULL;
      END IF;
    END IF;

    INSERT INTO receiver.deliveries VALUES (
      saved, new_kind, duplicate_of, new_key, (delivery->>'receivedAt')::timestamptz,
      delivery->>'method', delivery->>'verdict', delivery->>'type', delivery->>'status',
      (delivery->>'isReplay')::boolean, octet_length(bodies[i]), delivery->>'summary', delivery->>'details'
    );
    INSERT INTO receiver.bodies VALUES (saved, bodies[i]);
    INSERT INTO receiver.unsearched VALUES (saved, octet_length(bodies[i]) > 256 * 1024);
    INSERT INTO receiver.answers
      SELECT saved, (delivery->>'answerStatus')::smallint, delivery->>'answer', answer_bodies[i]
      WHERE delivery->>'answer' IS NOT NULL;
    INSERT INTO receiver.handlings (id, handler, state, handling)
      SELECT saved, h->>'handler', h->>'state', h->>'handling'
      FROM json_array_elements(delivery->'handlings') WITH ORDINALITY AS planned (h, position)
      WHERE duplicate_of IS NULL
      ORDER BY position;
    ids := ids || saved;
    RETURN NEXT;
  END LOOP;
  UPDATE receiver.counts c SET count = c.count + new.count
    FROM (
      SELECT d.kind, count(*) FROM receiver.deliveries d WHERE d.id = ANY (ids) GROUP BY d.kind
    ) AS new
    WHERE c.kind = new.kind;
  PERFORM pg_notify('receiver', sender);
END
$$;

-- Removes the oldest of a kind, so many at most, if there are more than may be kept. What waits to be handled stays.
CREATE FUNCTION receiver.remove_oldest(sender text, old_kind text, may_be_kept bigint, at_most bigint)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  waiting bigint;
  excess bigint;
  removed bigint;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtext('receiver.remove_oldest')) THEN
    RETURN 0;
  END IF;
  LOCK TABLE receiver.deliveries IN ROW EXCLUSIVE MODE; -- first, as all do: to clear them takes locks on all tables
  SELECT count(DISTINCT h.id) INTO waiting FROM receiver.handlings h
    WHERE h.state = 'waiting' AND old_kind = 'accepted';
  SELECT least(c.count - waiting - may_be_kept, at_most) INTO excess
    FROM receiver.counts c WHERE c.kind = old_kind;
  IF excess <= 0 THEN
    RETURN 0;
  END IF;

  WITH oldest AS (
    SELECT d.id FROM receiver.deliveries d
    WHERE d.kind = old_kind
      AND NOT EXISTS (SELECT FROM receiver.handlings h WHERE h.id = d.id AND h.state = 'waiting')
    ORDER BY d.id LIMIT excess
    FOR UPDATE
  ), gone AS (
    DELETE FROM receiver.deliveries d USING oldest WHERE d.id = oldest.id RETURNING d.event_key
  ), remembered AS (
    UPDATE receiver.events e SET is_remembered = true FROM gone WHERE e.key = gone.event_key
  )
  SELECT count(*) INTO removed FROM gone;
  UPDATE receiver.counts c SET count = c.count - removed WHERE c.kind = old_kind;
  PERFORM pg_notify('receiver', sender);
  RETURN removed;
END
$$;

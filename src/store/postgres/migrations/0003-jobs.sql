-- A handling that waits is a job of pg-boss: its queue has the name of the handler, and its id is that of the delivery, so
-- that there is never more than one for both. What comes of it is in the handling alone; a job that is done is gone.

-- With the rights of the one who migrates: a queue is a partition, which only the owner of the table may make.
CREATE FUNCTION receiver.open_queue(queue_name text, policy text, lease_seconds integer) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT receiver.create_queue(
    queue_name, json_build_object('policy', policy, 'expireInSeconds', lease_seconds)
  )
$$;

CREATE FUNCTION receiver.next_of(handling text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT (handling::json->'next'->>'number') || ' ' || (handling::json->'next'->>'at')
$$;

-- How long an attempt has to wait. Clocks differ: none waits for longer than the longest back-off, and the first for nothing.
CREATE FUNCTION receiver.wait_of(handling text) RETURNS interval LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN (handling::json->'next'->>'number')::integer = 1 THEN interval '0'
    ELSE least(
      to_timestamp((handling::json->'next'->>'at')::double precision / 1000) - now(), interval '5 min'
    ) END
$$;

-- Makes the job of a handling that waits, if any worker has a queue for it. One that runs is left alone: once it has
-- ended, it sees that there is a new plan.
CREATE FUNCTION receiver.put_job(delivery uuid, handler text, handling text) RETURNS void LANGUAGE sql AS $$
  INSERT INTO receiver.job AS j (id, name, start_after, expire_in, keep_until, retry_limit, policy)
    SELECT delivery, q.name, now() + receiver.wait_of(handling), q.expire_seconds * interval '1s',
      'infinity', 2147483647, q.policy
    FROM receiver.queue q WHERE q.name = handler
    ON CONFLICT (name, id) DO UPDATE
      SET state = 'created', start_after = excluded.start_after, expire_in = excluded.expire_in,
        created_on = now(), started_on = NULL, retry_count = 0, data = NULL
      WHERE j.state <> 'active'
$$;

CREATE FUNCTION receiver.plan_job() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM receiver.put_job(NEW.id, NEW.handler, NEW.handling);
  RETURN NULL;
END
$$;

CREATE TRIGGER plan_job AFTER INSERT OR UPDATE ON receiver.handlings
  FOR EACH ROW WHEN (NEW.state = 'waiting') EXECUTE FUNCTION receiver.plan_job();

-- Makes the jobs that are missing, as for what was planned before any worker had the queue.
CREATE FUNCTION receiver.put_missing_jobs(queues text[]) RETURNS void LANGUAGE sql AS $$
  SELECT receiver.put_job(h.id, h.handler, h.handling) FROM receiver.handlings h
    WHERE h.state = 'waiting' AND h.handler = ANY (queues)
      AND NOT EXISTS (SELECT FROM receiver.job j WHERE j.name = h.handler AND j.id = h.id)
$$;

-- Tells whether a job is still that of the one who claimed it at that time, to the millisecond; it stays so meanwhile.
CREATE FUNCTION receiver.is_held(job_name text, job_id uuid, claimed timestamptz) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM receiver.job j
    WHERE j.name = job_name AND j.id = job_id AND j.state = 'active'
      AND date_trunc('milliseconds', j.started_on) = claimed
    FOR UPDATE;
  RETURN FOUND;
END
$$;

-- Writes what became of a handling while its job goes on. Does nothing, and tells so, if another has taken it over.
CREATE FUNCTION receiver.note_job(
  job_name text, job_id uuid, claimed timestamptz, begun_as text, new_state text, new_handling text
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  planned text;
BEGIN
  SELECT h.handling INTO planned FROM receiver.handlings h
    WHERE h.id = job_id AND h.handler = job_name FOR UPDATE;
  IF NOT receiver.is_held(job_name, job_id, claimed) THEN
    RETURN false;
  END IF;
  IF new_handling IS NOT NULL AND receiver.next_of(planned) = begun_as THEN
    UPDATE receiver.handlings h SET state = new_state, handling = new_handling, changed = DEFAULT
      WHERE h.id = job_id AND h.handler = job_name;
    PERFORM pg_notify('receiver', 'job');
  END IF;
  RETURN true;
END
$$;

-- Does the same, and ends the job: it comes again after a while if the handling waits, at once if that was planned anew
-- meanwhile.
CREATE FUNCTION receiver.end_job(
  job_name text, job_id uuid, claimed timestamptz, begun_as text, new_state text, new_handling text,
  wait_ms double precision, new_data jsonb
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  planned text;
BEGIN
  SELECT h.handling INTO planned FROM receiver.handlings h
    WHERE h.id = job_id AND h.handler = job_name FOR UPDATE;
  IF NOT receiver.note_job(job_name, job_id, claimed, begun_as, new_state, new_handling) THEN
    RETURN false;
  END IF;
  IF receiver.next_of(planned) IS DISTINCT FROM begun_as THEN
    wait_ms := 0;
    new_data := NULL;
  END IF;
  UPDATE receiver.job j
    SET state = 'created', start_after = now() + wait_ms * interval '1ms', created_on = now(),
      started_on = NULL, retry_count = 0, data = new_data,
      expire_in = (SELECT q.expire_seconds * interval '1s' FROM receiver.queue q WHERE q.name = job_name)
    WHERE j.name = job_name AND j.id = job_id AND EXISTS (
      SELECT FROM receiver.handlings h
      WHERE h.id = job_id AND h.handler = job_name AND h.state = 'waiting'
    );
  IF NOT FOUND THEN
    DELETE FROM receiver.job j WHERE j.name = job_name AND j.id = job_id;
  END IF;
  RETURN true;
END
$$;

-- The newest delivery by what a handler settles by.
CREATE TABLE receiver.settling (
  key text PRIMARY KEY,
  newest uuid NOT NULL,
  until timestamptz NOT NULL
);

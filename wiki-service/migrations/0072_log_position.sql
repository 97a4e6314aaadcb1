-- Asks the sequence itself, as part of the expression that calls it: a query of its own had to be prepared in every transaction.
create or replace function log_position() returns bigint language sql volatile as $$
  select coalesce(pg_sequence_last_value('revision_positions'), 0)
$$;

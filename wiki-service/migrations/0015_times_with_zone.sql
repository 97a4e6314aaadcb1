-- Older models of the original service store times without a zone, in UTC. With one they mean the same whatever the session's zone is.
do $$
declare
  resource text;
begin
  foreach resource in array array['users', 'posts'] loop
    if exists (select from pg_attribute
      where attrelid = resource::regclass and attname = 'created_time' and atttypid = 'timestamp'::regtype) then
      execute format('alter table %I alter column created_time type timestamptz using created_time at time zone ''UTC''', resource);
    end if;
  end loop;
end
$$;

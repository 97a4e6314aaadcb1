-- Whether saved pages wait to be indexed, for the statements of readers, who may not read the table.
create function is_search_behind() returns boolean language sql stable security definer set search_path from current as $$
  select exists (select from search_pending)
$$;

-- As in 0013. Numbers begin in part 0: where it is among the newest parts, there are no others to look through, which was half of the
-- work for a rare word.
create or replace function search_candidates(query tsquery, filter text[], most int) returns table (post_id int, head_rank real)
language plpgsql stable as $$
#variable_conflict use_column
declare
  newest text[] := search_newest_parts();
  has_older boolean := 'part:0' <> all(newest);
  weights constant float4[] := '{0.1, 0.2, 0.4, 1}';
  found int;
begin
  return query select document.post_id, ts_rank(weights, head, query) from search_documents as document
    where live and head <> ''::tsvector and head @@ query and facets && newest and facets @> filter limit most;
  get diagnostics found = row_count;
  if has_older and found < most / 4 then
    return query select document.post_id, ts_rank(weights, head, query) from search_documents as document
      where live and head <> ''::tsvector and head @@ query and facets @> filter and not facets && newest limit most;
  end if;
  return query select document.post_id, ts_rank(weights, head, query) from search_documents as document
    where live and whole <> ''::tsvector and whole @@ query and facets && newest and facets @> filter and not head @@ query limit most;
  get diagnostics found = row_count;
  if has_older and found < most / 4 then
    return query select document.post_id, ts_rank(weights, head, query) from search_documents as document
      where live and whole <> ''::tsvector and whole @@ query and facets @> filter and not facets && newest and not head @@ query limit most;
  end if;
end
$$;

-- Both indexes have the facets, and in a small wiki PostgreSQL took the one for a query of the other, to look at every page that the
-- facets leave. A condition of its own, which is always met, makes each of them fit its queries alone.
drop index search_documents_head;
drop index search_documents_whole;
create index search_documents_head on search_documents using gin (head, facets) with (gin_pending_list_limit = 256)
  where live and head <> ''::tsvector;
create index search_documents_whole on search_documents using gin (whole, facets) with (gin_pending_list_limit = 256)
  where live and whole <> ''::tsvector;

create or replace function search_candidates(query tsquery, filter text[], most int) returns table (post_id int, head_rank real)
language plpgsql stable as $$
#variable_conflict use_column
declare
  newest text[] := search_newest_parts();
  weights constant float4[] := '{0.1, 0.2, 0.4, 1}';
  found int;
begin
  return query select document.post_id, ts_rank(weights, head, query) from search_documents as document
    where live and head <> ''::tsvector and head @@ query and facets && newest and facets @> filter limit most;
  get diagnostics found = row_count;
  if found < most / 4 then
    return query select document.post_id, ts_rank(weights, head, query) from search_documents as document
      where live and head <> ''::tsvector and head @@ query and facets @> filter and not facets && newest limit most;
  end if;
  return query select document.post_id, ts_rank(weights, head, query) from search_documents as document
    where live and whole <> ''::tsvector and whole @@ query and facets && newest and facets @> filter and not head @@ query limit most;
  get diagnostics found = row_count;
  if found < most / 4 then
    return query select document.post_id, ts_rank(weights, head, query) from search_documents as document
      where live and whole <> ''::tsvector and whole @@ query and facets @> filter and not facets && newest and not head @@ query limit most;
  end if;
end
$$;

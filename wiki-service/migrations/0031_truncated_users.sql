-- A truncation of users that cascades has truncated revisions already, which cannot be done twice at once.
create or replace function remove_all_pages() returns trigger language plpgsql security definer set search_path from current as $$
begin
  delete from revisions;
  truncate paths, links, page_tags, search_documents, search_titles;
  return null;
end
$$;

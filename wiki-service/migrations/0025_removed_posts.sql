-- Operators and other programs delete and truncate posts as they did before there were pages. Foreign keys would refuse a truncation,
-- and would search every table of pages for each deleted row: triggers remove what belongs to the rows, once for each statement.
alter table paths drop constraint paths_post_id_fkey;
alter table revisions drop constraint revisions_post_id_fkey;
alter table links drop constraint links_post_id_fkey;
alter table page_tags drop constraint page_tags_post_id_fkey;
alter table search_documents drop constraint search_documents_post_id_fkey;
alter table search_titles drop constraint search_titles_post_id_fkey;

create function remove_pages() returns trigger language plpgsql security definer set search_path from current as $$
begin
  if not exists (select from removed_rows where title is not null) then
    return null;
  end if;
  delete from links using removed_rows as removed where links.target = any(removed.links) and links.post_id = removed.id;
  delete from page_tags using removed_rows as removed where page_tags.tag = any(removed.tags) and page_tags.post_id = removed.id;
  delete from paths using removed_rows as removed where paths.post_id = removed.id;
  delete from revisions using removed_rows as removed where revisions.post_id = removed.id;
  delete from search_documents using removed_rows as removed where search_documents.post_id = removed.id;
  delete from search_titles using removed_rows as removed where search_titles.post_id = removed.id;
  return null;
end
$$;

create trigger remove_pages after delete on posts
  referencing old table as removed_rows for each statement execute function remove_pages();

create function remove_all_pages() returns trigger language plpgsql security definer set search_path from current as $$
begin
  truncate paths, revisions, links, page_tags, search_documents, search_titles;
  return null;
end
$$;

create trigger remove_all_pages after truncate on posts for each statement execute function remove_all_pages();

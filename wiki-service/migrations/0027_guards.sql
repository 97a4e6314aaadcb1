-- What the requests of a role may do, for accounts mode: there, each statement takes the role of whoever makes the request, for the time of
-- its transaction. Nothing of it exists in open mode. It is set up at each start and not by a migration: roles belong to the server, and
-- a dump must not depend on them.

-- Whose request it is; null where a request has not said.
create function wiki_user() returns int language sql stable as $$
  select nullif(current_setting('wiki.user_id', true), '')::int
$$;

-- Fails where it may not be taken. Whoever created a role may grant it to itself, but has to.
create function take_role(role_name text) returns void language plpgsql as $$
begin
  perform set_config('role', role_name, true), set_config('role', 'none', true);
end
$$;

-- Answers whether requests can take the roles; false where they may not be created.
create function set_guards() returns boolean language plpgsql as $$
declare
  role_name text;
begin
  -- Replicas that start together take turns.
  perform pg_advisory_xact_lock(235, 0);
  begin
    foreach role_name in array array['wiki_nobody', 'wiki_reader', 'wiki_writer', 'wiki_admin'] loop
      if to_regrole(role_name) is null then
        begin
          execute format('create role %I nologin', role_name);
        exception when duplicate_object or unique_violation then
          null; -- For another database of this server.
        end;
      end if;
      begin
        perform take_role(role_name);
      exception when insufficient_privilege then
        execute format('grant %I to current_user', role_name);
        perform take_role(role_name);
      end;
    end loop;
  exception when insufficient_privilege then
    return false;
  end;
  execute format('grant usage on schema %I to wiki_nobody, wiki_reader, wiki_writer, wiki_admin', current_schema());
  grant select on users, posts, paths, revisions, links, page_tags, search_documents, search_titles, search_words, search_settings,
    creation_counters, users_id_seq, posts_id_seq, revision_positions, search_document_numbers
    to wiki_reader, wiki_writer, wiki_admin;
  grant insert, update, delete on posts, paths, revisions, links, page_tags, search_documents, search_titles, search_words
    to wiki_writer, wiki_admin;
  grant select, insert, update, delete on creation_receipts, page_receipts, search_pending to wiki_writer, wiki_admin;
  grant usage on sequence posts_id_seq, revision_positions, search_document_numbers to wiki_writer, wiki_admin;
  grant insert on users to wiki_admin;
  grant usage on sequence users_id_seq to wiki_admin;
  if not exists (select from pg_policies where schemaname = current_schema() and policyname = 'own_name') then
    -- By name and not `to wiki_writer`, for the sake of dumps. The owner of the tables is not concerned, nor is anybody else.
    create policy own_name on revisions using (true)
      with check (current_user <> 'wiki_writer' or user_id = wiki_user() or kind = 'post');
    create policy reading on posts for select using (true);
    create policy removing on posts for delete using (true);
    create policy own_name on posts for insert with check (current_user <> 'wiki_writer' or user_id = wiki_user());
    -- A page that moves with others, or goes to the trash, loses its path; its author stands in the revision.
    create policy own_change on posts for update using (true)
      with check (current_user <> 'wiki_writer' or path is null or updated_by = wiki_user());
    alter table posts enable row level security;
    alter table revisions enable row level security;
  end if;
  return true;
end
$$;

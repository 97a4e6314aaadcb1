-- Who may sign in. The user of an account is the author of what it writes; a user without an account is a name, as in open mode.
create table accounts (
  user_id int primary key,
  -- Made before the first try: the same creation, sent again, finds what it stored.
  creation_key uuid not null unique,
  -- In the form that login_name() of the service gives it.
  login text collate "C" not null unique,
  -- Given by an admin, or verified by a provider; in lower case.
  email text collate "C" unique,
  -- In PHC format; null for an account that signs in with a provider only.
  password_hash text,
  role text not null check (role in ('reader', 'editor', 'admin')),
  disabled_time timestamptz,
  created_time timestamptz not null default now(),
  login_time timestamptz
);

-- By which providers of OpenID Connect an account signs in.
create table account_identities (
  issuer text collate "C" not null,
  subject text collate "C" not null,
  user_id int not null references accounts on delete cascade,
  created_time timestamptz not null default now(),
  primary key (issuer, subject)
);

create index account_identities_user_id on account_identities (user_id);

-- People whom a provider knows by the verified mail address of an account. They get the account when an admin allows it.
create table link_requests (
  id int generated always as identity primary key,
  issuer text collate "C" not null,
  subject text collate "C" not null,
  user_id int not null references accounts on delete cascade,
  email text not null,
  created_time timestamptz not null default now(),
  unique (issuer, subject)
);

create index link_requests_user_id on link_requests (user_id);

-- Secrets are stored as SHA-256, in base64url.
create table sessions (
  key text collate "C" primary key,
  user_id int not null references accounts on delete cascade,
  created_time timestamptz not null default now(),
  expires_time timestamptz not null
);

create index sessions_user_id on sessions (user_id);
create index sessions_expires_time on sessions (expires_time);

create table api_tokens (
  id int generated always as identity primary key,
  key text collate "C" not null unique,
  -- Its first characters, by which its owner knows it.
  hint text not null,
  user_id int not null references accounts on delete cascade,
  name text not null,
  scope text not null check (scope in ('read', 'write', 'admin')),
  created_time timestamptz not null default now(),
  expires_time timestamptz,
  used_time timestamptz
);

create index api_tokens_user_id on api_tokens (user_id);

-- Each leads to one thing that its holder may do once: make the first admin, or choose the password of an account.
create table one_time_links (
  key text collate "C" primary key,
  -- Null: the first admin.
  user_id int references accounts on delete cascade,
  expires_time timestamptz not null
);

create index one_time_links_user_id on one_time_links (user_id);

-- Tries to sign in, by hashes of what is limited, within a window that began at `since`.
create table login_tries (
  key text collate "C" primary key,
  tries int not null,
  since timestamptz not null
);

create index login_tries_since on login_tries (since);

-- Rows are only added. Neither column of users has a foreign key: what a user did outlasts the user.
create table audit_log (
  id bigint generated always as identity primary key,
  time timestamptz not null default clock_timestamp(),
  action text not null,
  -- Who did it; null for the command line and for the service.
  actor_id int,
  -- To whose account it was done.
  user_id int,
  client text not null default '',
  detail jsonb not null default '{}'
);

create index audit_log_user_id on audit_log (user_id, id);

-- An id that is given anew after a truncation of users gets no account of an earlier one.
create function remove_accounts() returns trigger language plpgsql security definer set search_path from current as $$
begin
  delete from accounts using removed_rows as removed where accounts.user_id = removed.id;
  return null;
end
$$;

create trigger remove_accounts after delete on users
  referencing old table as removed_rows for each statement execute function remove_accounts();

create function remove_all_accounts() returns trigger language plpgsql security definer set search_path from current as $$
begin
  truncate accounts cascade;
  return null;
end
$$;

create trigger remove_all_accounts after truncate on users for each statement execute function remove_all_accounts();

-- Nobody else becomes, or stops being, an admin before this transaction ends.
create function lock_admins() returns void language sql as $$
  select pg_advisory_xact_lock(233, 0)
$$;

create function is_only_admin(wanted int) returns boolean language sql stable as $$
  select exists (select from accounts where user_id = wanted and role = 'admin' and disabled_time is null)
    and not exists (select from accounts where user_id <> wanted and role = 'admin' and disabled_time is null)
$$;

-- Creates a user with an account. The outcome is 'created', 'login_taken' or 'email_taken'.
create function create_account(
  new_key uuid, new_name text, new_login text, new_email text, new_hash text, new_role text, new_issuer text, new_subject text,
  actor int, from_client text, out outcome text, out id int
) language plpgsql as $$
begin
  -- Two creations of one name take turns.
  perform pg_advisory_xact_lock(234, hashtext(new_login));
  select accounts.user_id into id from accounts where creation_key = new_key;
  if found then
    outcome := 'created';
  elsif exists (select from accounts where login = new_login) then
    outcome := 'login_taken';
  elsif exists (select from accounts where email = new_email) then
    outcome := 'email_taken';
  else
    outcome := 'created';
    insert into users (name) values (new_name) returning users.id into id;
    insert into accounts (user_id, creation_key, login, email, password_hash, role)
    values (id, new_key, new_login, new_email, new_hash, new_role);
    if new_issuer is not null then
      insert into account_identities (issuer, subject, user_id) values (new_issuer, new_subject, id);
    end if;
    insert into audit_log (action, actor_id, user_id, client, detail)
    values ('account_created', actor, id, from_client, jsonb_build_object('role', new_role));
  end if;
end
$$;

-- The outcome is 'changed', 'unchanged', 'last_admin' or 'no_such_account'. A disabled account has no session and no token.
create function change_account(wanted int, new_role text, is_disabled boolean, actor int, from_client text) returns text
language plpgsql as $$
declare
  account accounts;
begin
  perform lock_admins();
  select * into account from accounts where user_id = wanted for no key update;
  if not found then
    return 'no_such_account';
  end if;
  new_role := coalesce(new_role, account.role);
  is_disabled := coalesce(is_disabled, account.disabled_time is not null);
  if new_role = account.role and is_disabled = (account.disabled_time is not null) then
    return 'unchanged';
  end if;
  if (new_role <> 'admin' or is_disabled) and is_only_admin(wanted) then
    return 'last_admin';
  end if;
  update accounts set role = new_role, disabled_time = case when is_disabled then coalesce(disabled_time, now()) end
  where user_id = wanted;
  if is_disabled then
    delete from sessions where user_id = wanted;
    delete from api_tokens where user_id = wanted;
    delete from one_time_links where user_id = wanted;
  end if;
  if new_role <> account.role then
    insert into audit_log (action, actor_id, user_id, client, detail)
    values ('role_changed', actor, wanted, from_client, jsonb_build_object('from', account.role, 'to', new_role));
  end if;
  if is_disabled <> (account.disabled_time is not null) then
    insert into audit_log (action, actor_id, user_id, client)
    values (case when is_disabled then 'account_disabled' else 'account_enabled' end, actor, wanted, from_client);
  end if;
  return 'changed';
end
$$;

-- Whoever knew the old password, or holds something that was given out under it, has to sign in anew.
create function change_password(wanted int, new_hash text, actor int, from_client text) returns boolean language plpgsql as $$
begin
  update accounts set password_hash = new_hash where user_id = wanted and password_hash is distinct from new_hash;
  if found then
    delete from sessions where user_id = wanted;
    delete from api_tokens where user_id = wanted;
    delete from one_time_links where user_id = wanted;
    insert into audit_log (action, actor_id, user_id, client) values ('password_changed', actor, wanted, from_client);
  end if;
  return exists (select from accounts where user_id = wanted);
end
$$;

-- Counts a try for each key, in the order of the keys, so that two of these never wait for each other in a circle. Answers for how many
-- seconds no further try is allowed; 0: this one is.
create function count_login_try(wanted text[], limits int[], window_seconds int) returns int language plpgsql as $$
declare
  wait int := 0;
  counted record;
begin
  for counted in
    insert into login_tries (key, tries, since)
    select wanted_key, 1, now() from unnest(wanted) as each_one (wanted_key) order by wanted_key
    on conflict (key) do update set
      tries = case when login_tries.since < now() - make_interval(secs => window_seconds) then 1 else login_tries.tries + 1 end,
      since = case when login_tries.since < now() - make_interval(secs => window_seconds) then now() else login_tries.since end
    returning key, tries, since
  loop
    if counted.tries > limits[array_position(wanted, counted.key)] then
      wait := greatest(wait, ceil(extract(epoch from counted.since - now()) + window_seconds)::int, 1);
    end if;
  end loop;
  return wait;
end
$$;

-- Creates an admin if there is none, for the holder of a link. The outcome is that of create_account, or 'no_such_link'.
create function create_first_admin(
  link text, new_key uuid, new_name text, new_login text, new_email text, new_hash text, new_issuer text, new_subject text,
  from_client text, out outcome text, out id int
) language plpgsql as $$
begin
  perform lock_admins();
  -- Of this very creation, whose answer was lost.
  select 'created', accounts.user_id into outcome, id from accounts where creation_key = new_key;
  if found then
    return;
  end if;
  if not exists (select from one_time_links where key = link and user_id is null and expires_time > now())
    or exists (select from accounts where role = 'admin' and disabled_time is null) then
    outcome := 'no_such_link';
    return;
  end if;
  select created.outcome, created.id into outcome, id from create_account(
    new_key, new_name, new_login, new_email, new_hash, 'admin', new_issuer, new_subject, null, from_client) as created;
  if outcome = 'created' then
    delete from one_time_links where user_id is null;
  end if;
end
$$;

-- Uses a link. Whose password it was; null when there is no such link any more.
create function choose_password(link text, new_hash text, from_client text) returns int language plpgsql as $$
declare
  owner int;
begin
  delete from one_time_links using accounts
  where one_time_links.key = link and one_time_links.expires_time > now()
    and accounts.user_id = one_time_links.user_id and accounts.disabled_time is null
  returning accounts.user_id into owner;
  if owner is null then
    -- Of this very choice, whose answer was lost: nobody else has a hash with this salt.
    select user_id into owner from accounts where password_hash = new_hash;
  else
    perform change_password(owner, new_hash, owner, from_client);
  end if;
  return owner;
end
$$;

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

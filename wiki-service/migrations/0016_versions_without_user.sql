-- A post of the original service may have no user; what it was before it became a page has none either.
alter table revisions alter column user_id drop not null;

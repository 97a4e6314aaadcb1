-- Locks the table for itself, for a moment, as many a migration does; and one more index is kept from then on.
alter table posts add column edited_time timestamptz;
create index posts_edited_time on posts (edited_time);

-- Apart from the new columns, whose migration shuts readers out for a moment: this one reads the whole table.
create unique index posts_path on posts (path) where path is not null;

-- Pages by their latest change.
create index posts_position on posts (position) where path is not null;

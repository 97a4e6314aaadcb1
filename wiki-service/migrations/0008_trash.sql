-- The trash: pages whose latest version is a deletion. An index of posts would be looked at by every plain post.
create index revisions_deletions on revisions (position) where kind = 'delete';

-- Live pages that link to any of the paths, ordered by path. Pages that few others link to are read by their links. A page that a large
-- part of the wiki links to would be slow that way: all of them would be read and sorted, so it is looked for in the order of paths.
create function pages_that_link(targets text[], except_page int, after_path text, most int) returns setof posts
language plpgsql stable as $$
begin
  if (select count(*) from (select from links where target = any(targets) limit 1000) as linking) < 1000 then
    return query select * from posts
      where id in (select post_id from links where target = any(targets)) and id <> except_page and path > after_path
      order by path limit most;
  else
    -- `limit 1` keeps the planner from beginning with the links.
    return query select * from posts
      where path > after_path and id <> except_page
        and (select true from links where links.post_id = posts.id and target = any(targets) limit 1)
      order by path limit most;
  end if;
end
$$;

-- one row per trip of a sample whose drive is known: post, place, band, period and minutes on the way
with known as (
    select
        *,
        (line * 7919 + 13) % 1000003 as turn
    from placed
    where drive_min > 0 and post is not null and state in ('usable', 'later_unit')
)
select
    line,
    post,
    area,
    band,
    late,
    cell_x,
    cell_y,
    x,
    y,
    drive_min
from known
order by turn, line
limit 4000

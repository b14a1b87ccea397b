-- one row per trip of a sample whose drive is known: post, place, band, period and minutes on the way
-- The sample is chosen by its lines alone, so that only its own trips are put on the plane.
with known as (
    select
        line,
        (line * 7919 + 13) % 1000003 as turn
    from placed
    where drive_min > 0 and post is not null and state in ('usable', 'later_unit')
    order by turn, line
    limit 4000
)
select
    placed.line as line,
    placed.post as post,
    placed.area as area,
    placed.band as band,
    placed.late as late,
    placed.cell_x as cell_x,
    placed.cell_y as cell_y,
    placed.x as x,
    placed.y as y,
    placed.drive_min as drive_min
from placed
inner join known on known.line = placed.line
order by known.turn, placed.line

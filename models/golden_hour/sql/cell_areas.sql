-- one row per grid cell and area: how many calls of the cell name the area
select
    cell_x,
    cell_y,
    area,
    count(*) as calls
from placed
where area is not null and state <> 'later_unit'
group by all
order by cell_x, cell_y, calls desc, area

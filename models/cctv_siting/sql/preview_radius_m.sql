-- one row per file: its cells and residents, and those with a camera that counts within the radius of the middle of their cell
with seeing as (
    select camera.location_lon as lon, camera.location_lat as lat
    from camera
    join purposes on purposes.purpose = coalesce(camera.purpose, '')
    where purposes.counted and camera.location_lon is not null and camera.location_lat is not null
),
middle as (
    select avg(location_lat) as at, 110946 as north_m, 111320 * cos(radians(avg(location_lat))) as east_m
    from demand_cell
),
cells as (
    select
        row_number() over () as cell,
        location_lon * east_m as east,
        location_lat * north_m as north,
        greatest(coalesce(population, 0), 0) as people
    from demand_cell
    cross join middle
    where location_lon is not null and location_lat is not null
),
-- A camera stands in the square of its own and the eight about it, so that cells are compared with those near alone.
near as (
    select
        lon * east_m as east,
        lat * north_m as north,
        cast(floor(lon * east_m / $radius_m) as bigint) + steps_east.step as column_at,
        cast(floor(lat * north_m / $radius_m) as bigint) + steps_north.step as row_at
    from seeing
    cross join middle
    cross join (values (-1), (0), (1)) as steps_east (step)
    cross join (values (-1), (0), (1)) as steps_north (step)
),
seen as (
    select distinct cells.cell
    from cells
    join near on near.column_at = cast(floor(cells.east / $radius_m) as bigint) and near.row_at = cast(floor(cells.north / $radius_m) as bigint)
    where (near.east - cells.east) * (near.east - cells.east) + (near.north - cells.north) * (near.north - cells.north)
        <= $radius_m * $radius_m
)
select
    count(*) as cells,
    count(seen.cell) as seen,
    sum(cells.people) filter (where seen.cell is not null) / nullif(sum(cells.people), 0) as share
from cells
left join seen on seen.cell = cells.cell
having count(*) > 0

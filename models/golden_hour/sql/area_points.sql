-- one row per area that can be placed: its given middle, else the middle of its calls with coordinates
with given as (
    select area, avg(place_lon) as lon, avg(place_lat) as lat
    from demand
    where area is not null and place_lon is not null
    group by area
),
seen as (
    select area, avg(lon) as lon, avg(lat) as lat
    from trips
    where area is not null and lon is not null
    group by area
)
select
    coalesce(given.area, seen.area) as area,
    coalesce(given.lon, seen.lon) as lon,
    coalesce(given.lat, seen.lat) as lat
from given
full outer join seen on seen.area = given.area
order by area

-- one row per list of posts: the box of degrees they lie in, stray ones left out, with room for calls around
with middle as (
    select median(place_lon) as lon, median(place_lat) as lat
    from center
    where place_lon is not null and place_lat is not null
)
select
    min(center.place_lon) - 0.4 as west,
    min(center.place_lat) - 0.4 as south,
    max(center.place_lon) + 0.4 as east,
    max(center.place_lat) + 0.4 as north,
    count(*) as posts
from center
cross join middle
where abs(center.place_lon - middle.lon) <= 2 and abs(center.place_lat - middle.lat) <= 2

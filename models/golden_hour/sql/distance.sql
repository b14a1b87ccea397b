-- one row per file of calls: how well the written distances of a sample fit the straight line between post and place
with known as (
    select
        trips.line,
        trips.distance_km,
        trips.lon,
        trips.lat,
        center.place_lon,
        center.place_lat
    from trips
    inner join center on center.center = trips.post
    where trips.state = 'usable' and trips.lon is not null and trips.distance_km is not null and center.place_lon is not null
    order by (trips.line * 7919 + 13) % 1000003, trips.line
    limit 20000
),
measured as (
    select
        distance_km,
        2 * 6371.0088 * asin(sqrt(
            power(sin(radians(lat - place_lat) / 2), 2)
            + cos(radians(lat)) * cos(radians(place_lat)) * power(sin(radians(lon - place_lon) / 2), 2)
        )) as straight_km
    from known
)
select
    count(*) as records,
    count(*) filter (distance_km < straight_km * 0.9 - 0.1) as shorter,
    quantile_cont(distance_km / straight_km, 0.5) filter (straight_km > 0.3) as ratio
from measured

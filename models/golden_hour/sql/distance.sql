-- one row per file of calls: how well the written distance fits the straight line between post and place
with measured as (
    select
        trips.distance_km,
        2 * 6371.0088 * asin(sqrt(
            power(sin(radians(trips.lat - center.place_lat) / 2), 2)
            + cos(radians(trips.lat)) * cos(radians(center.place_lat)) * power(sin(radians(trips.lon - center.place_lon) / 2), 2)
        )) as straight_km
    from trips
    inner join center on center.center = trips.post
    where trips.state = 'usable' and trips.lon is not null and trips.distance_km is not null and center.place_lon is not null
)
select
    count(*) as records,
    count(*) filter (distance_km < straight_km * 0.9 - 0.1) as shorter,
    quantile_cont(distance_km / straight_km, 0.5) filter (straight_km > 0.3) as ratio
from measured

-- one row per interval of a call: how many are known, median, mean, 90th percentile in minutes
with measured as (
    select
        [count(turnout_min), count(drive_min), count(response_min), count(scene_min), count(return_min), count(busy_min)] as records,
        [avg(turnout_min), avg(drive_min), avg(response_min), avg(scene_min), avg(return_min), avg(busy_min)] as mean_min,
        [
            quantile_cont(turnout_min, [0.5, 0.9]), quantile_cont(drive_min, [0.5, 0.9]), quantile_cont(response_min, [0.5, 0.9]),
            quantile_cont(scene_min, [0.5, 0.9]), quantile_cont(return_min, [0.5, 0.9]), quantile_cont(busy_min, [0.5, 0.9])
        ] as spread_min
    from trips
    where state = 'usable'
),
parts as (
    select
        unnest(generate_series(1, 6)) as turn,
        unnest([
            'call_depart', 'depart_arrive', 'call_arrive', 'at_scene', 'way_back', 'depart_return'
        ]) as part
)
select
    parts.turn as turn,
    parts.part as part,
    measured.records[parts.turn] as records,
    measured.spread_min[parts.turn][1] as median_min,
    measured.mean_min[parts.turn] as mean_min,
    measured.spread_min[parts.turn][2] as p90_min
from parts
cross join measured
order by turn

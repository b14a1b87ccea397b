-- one row per interval of a call: how many are known, median, mean, 90th percentile in minutes
with told as (
    select 1 as turn, '신고→출동 call→depart' as part, turnout_min as minutes from trips where state = 'usable'
    union all
    select 2, '출동→도착 depart→arrive', drive_min from trips where state = 'usable'
    union all
    select 3, '신고→도착 call→arrive', response_min from trips where state = 'usable'
    union all
    select 4, '현장 at the scene', scene_min from trips where state <> 'no_call'
    union all
    select 5, '돌아옴 return', return_min from trips where state <> 'no_call'
    union all
    select 6, '출동→귀소 depart→return', busy_min from trips where state <> 'no_call'
)
select
    turn,
    part,
    count(minutes) as records,
    quantile_cont(minutes, 0.5) as median_min,
    avg(minutes) as mean_min,
    quantile_cont(minutes, 0.9) as p90_min
from told
group by turn, part
order by turn

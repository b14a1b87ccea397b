-- one row per post: how many different ambulances its trips name
select
    names.post as post,
    count(distinct dispatch.unit) as vehicles
from dispatch
inner join names on names.spelling = coalesce(dispatch.center, dispatch.station)
where dispatch.unit is not null
group by names.post
order by names.post

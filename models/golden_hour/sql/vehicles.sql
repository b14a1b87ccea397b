-- one row per post: how many different ambulances its trips name
select
    names.post as post,
    count(distinct dispatch.unit) as vehicles
from dispatch
cross join span
inner join names on names.spelling = case when span.by_center then dispatch.center else dispatch.station end
where dispatch.unit is not null
group by names.post
order by names.post

-- one row per desk
select
    desk,
    count(*) as visits,
    count(*) filter (where waited <= $limit_min) as kept,
    count(*) filter (where waited <= $limit_min) / count(*) as share
from visits
where desk is not null and waited is not null
group by desk
order by share, desk

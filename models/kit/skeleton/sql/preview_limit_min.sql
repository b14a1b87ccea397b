-- one row per file: the visits with a time waited, and the share served within the limit
select
    count(*) as visits,
    count(*) filter (where waited <= $limit_min) / count(*) as share
from visits
where waited is not null
having count(*) > 0

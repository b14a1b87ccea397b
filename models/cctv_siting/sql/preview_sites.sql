-- one row per file: the rows of the camera list that count, and by how much the places to choose add to them
select
    cast(coalesce(sum(rows) filter (where counted), 0) as bigint) as counted,
    $sites / nullif(sum(rows) filter (where counted), 0) as share
from purposes
having count(*) > 0

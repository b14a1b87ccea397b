-- one row per file: its rows, and those whose purpose counts
select
    cast(sum(rows) as bigint) as rows,
    cast(coalesce(sum(rows) filter (where counted), 0) as bigint) as counted
from purposes
having count(*) > 0

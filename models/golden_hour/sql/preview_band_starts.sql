-- one row per file: its time bands, and the one with the fewest calls
with counted as (
    select band, count(*) as calls
    from trips
    where band is not null
    group by band
)
select
    count(*) as bands,
    arg_min(band, calls) as least,
    min(calls) as least_calls
from counted
having count(*) > 0

-- one row per file: days and calls of the earlier and of the later period
select
    any_value(span.earlier_days) as earlier_days,
    count(*) filter (where not trips.late) as earlier_calls,
    any_value(span.later_days) as later_days,
    count(*) filter (where trips.late) as later_calls
from trips
cross join span
having count(*) > 0

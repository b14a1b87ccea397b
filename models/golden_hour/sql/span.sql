-- one row per file of calls: its days, the day from which the later period counts, and whether it names posts (else stations)
with ends as (
    select
        min(call_at) as first_at,
        max(call_at) as last_at,
        count(center) > 0 as by_center,
        date_trunc('day', min(call_at) + to_seconds(epoch(max(call_at) - min(call_at)) * (1 - $later_share))) as later_from
    from dispatch
)
select
    first_at,
    last_at,
    by_center,
    later_from,
    date_diff('day', first_at, last_at) + 1 as days,
    greatest(date_diff('day', first_at, later_from), 1) as earlier_days,
    greatest(date_diff('day', later_from, last_at) + 1, 1) as later_days
from ends

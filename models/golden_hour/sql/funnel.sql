-- one row per file of calls: how many records were read and what each rule set aside
select
    count(*) as records,
    count(*) filter (state = 'no_call') as no_call,
    count(*) filter (state = 'later_unit') as later_unit,
    count(*) filter (state = 'no_arrival') as no_arrival,
    count(*) filter (state = 'negative') as negative,
    count(*) filter (state = 'over_limit') as over_limit,
    count(*) filter (state = 'usable') as usable,
    count(*) filter (state = 'usable' and rolled) as rolled,
    count(*) filter (state = 'usable' and turnout_min is not null) as with_depart,
    count(*) filter (state = 'usable' and post is null) as no_post,
    count(*) filter (state <> 'no_call' and lon is not null) as with_place,
    count(*) filter (busy_min is not null) as with_clear,
    min(call_at) as first_at,
    max(call_at) as last_at
from trips

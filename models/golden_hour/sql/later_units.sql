-- one row per record of an ambulance that came later than another to the same call
-- Numbers are told apart by their marks first: a mark that two numbers share by chance only lets more rows be looked at.
with repeated as (
    select hash(incident_id) as mark
    from dispatch
    where incident_id is not null
    group by mark
    having count(*) > 1
),
timed as (
    select
        dispatch._line,
        dispatch.incident_id,
        epoch(dispatch.arrive_at - dispatch.call_at) / 60 as arrive_min
    from dispatch
    semi join repeated on repeated.mark = hash(dispatch.incident_id)
    where dispatch.incident_id is not null
),
mended as (
    select
        _line,
        incident_id,
        arrive_min + case when arrive_min < -1080 then 1440 else 0 end as response_min
    from timed
),
ranked as (
    select
        _line,
        row_number() over (
            partition by incident_id
            order by
                case when response_min between 0 and $drop_over_min then 0 else 1 end,
                response_min nulls last,
                _line
        ) as turn
    from mended
)
select _line as line
from ranked
where turn > 1
order by line

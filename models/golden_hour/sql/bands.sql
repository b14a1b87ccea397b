-- one row per hour of the day, with its time band
with starts as (
    select distinct cast(unnest($band_starts) as integer) as first_hour
),
ordered as (
    select
        first_hour,
        row_number() over (order by first_hour) as band_order,
        coalesce(lead(first_hour) over (order by first_hour), min(first_hour) over () + 24) as next_hour
    from starts
    where first_hour between 0 and 23
),
hours as (
    select cast(unnest(generate_series(0, 23)) as integer) as hour
)
select
    hours.hour as hour,
    ordered.band_order as band_order,
    printf('%02d–%02d', ordered.first_hour, case when ordered.next_hour > 24 then ordered.next_hour - 24 else ordered.next_hour end)
        as band,
    ordered.next_hour - ordered.first_hour as band_hours
from hours
inner join ordered
    on (hours.hour >= ordered.first_hour and hours.hour < ordered.next_hour)
    or hours.hour + 24 < ordered.next_hour
order by hours.hour

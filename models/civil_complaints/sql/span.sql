-- one row per file: its days, its last whole week, and the weeks compared with those before
with ends as (
    select
        min(day) as first_day,
        max(day) as last_day,
        count(*) as papers
    from papers
),
weeks as (
    select
        *,
        cast(date_trunc('week', first_day) as date) as first_week,
        -- A week that has not ended yet would look like a fall.
        cast(date_trunc('week', last_day - 6) as date) as last_week
    from ends
    where papers > 0
)
select
    first_day,
    last_day,
    papers,
    date_diff('day', first_day, last_day) + 1 as days,
    least(greatest(first_week, last_week), cast(date_trunc('week', last_day) as date)) as last_week,
    first_week,
    date_diff('week', first_week, greatest(first_week, last_week)) + 1 as weeks
from weeks

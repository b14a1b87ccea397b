-- one row per file: the recent weeks and the complaints in them
select
    strftime(any_value(span.last_week) - cast(7 * ($recent_weeks - 1) as integer), '%Y-%m-%d') as from_day,
    strftime(any_value(span.last_week) + 6, '%Y-%m-%d') as to_day,
    count(*) filter (where papers.week between span.last_week - cast(7 * ($recent_weeks - 1) as integer) and span.last_week) as papers
from papers
cross join span
having count(*) > 0

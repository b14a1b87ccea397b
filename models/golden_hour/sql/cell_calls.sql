-- one row per grid cell, time band, calendar month and period, with its calls
select
    cell_x,
    cell_y,
    band,
    month(call_at) as month,
    late,
    count(*) as calls,
    count(*) filter (guessed) as guessed,
    count(*) filter (contains(severity, '심정지') or contains(lower(severity), 'cardiac arrest')) as arrests,
    sum(x) as x_sum,
    sum(y) as y_sum
from placed
where state <> 'later_unit'
group by all
order by cell_x, cell_y, band, month, late

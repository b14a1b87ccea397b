-- one row per grid cell, time band, calendar month and period, with its calls
-- Places are added up in whole millimetres: a sum of fractions would depend on which of two threads was first.
select
    cell_x,
    cell_y,
    band,
    month(call_at) as month,
    late,
    count(*) as calls,
    count(*) filter (guessed) as guessed,
    count(*) filter (contains(severity, '심정지') or contains(lower(severity), 'cardiac arrest')) as arrests,
    cast(sum(cast(round(x * 1000) as bigint)) as bigint) as x_mm,
    cast(sum(cast(round(y * 1000) as bigint)) as bigint) as y_mm
from placed
where state <> 'later_unit'
group by all
order by cell_x, cell_y, band, month, late

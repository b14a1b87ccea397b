-- one row per file: its cells, and those with shops enough
select
    count(*) as cells,
    count(*) filter (where total >= $shop_min) as enough
from shops
having count(*) > 0

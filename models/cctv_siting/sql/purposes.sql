-- one row per purpose written in the camera list: its rows and cameras, and whether they count as watching against crime
select
    coalesce(purpose, '') as purpose,
    count(*) as rows,
    cast(sum(coalesce(camera_count, 1)) as bigint) as cameras,
    $counted_purposes = 'all'
        or not regexp_matches(
            lower(coalesce(purpose, '')), '교통|단속|주정차|주차|시설물|시설관리|시설안전|재난|재해|화재|산불|하천|수위|침수|traffic|facilit|disaster|flood|parking'
        ) as counted
from camera
group by all
order by rows desc, purpose

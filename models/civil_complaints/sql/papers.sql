-- one row per complaint: when, where, about what, and what became of it
with placed as (
    select
        *,
        coalesce(
            case when not regexp_matches(trim(area), '(?i)^(미상|불명|불상|모름|알 ?수 ?없음|해당 ?없음|unspecified|unknown|n/a)?$') then trim(area) end,
            nullif(regexp_extract(place_name, '(?:^|[\s(,])([가-힣][가-힣0-9·.]*(?:동|읍|면))(?:$|[\s),0-9])', 1), ''),
            nullif(regexp_extract(place_name, '(?:^|\s)([가-힣]+[구군])(?:$|\s)', 1), '')
        ) as area_said
    from complaint
)
select
    _line as line,
    received_at as received,
    cast(received_at as date) as day,
    cast(date_trunc('week', received_at) as date) as week,
    trim(coalesce(title, '')) as title,
    trim(coalesce(body, '')) as body,
    area_said as area,
    nullif(trim(place_name), '') as address,
    place_lon as lon,
    place_lat as lat,
    coalesce(place_exact, true) as exact,
    nullif(trim(dept), '') as dept,
    nullif(trim(channel), '') as channel,
    nullif(trim(category), '') as category,
    nullif(trim(person_hash), '') as person,
    nullif(trim(age_band), '') as age,
    nullif(trim(sex), '') as sex,
    case when closed_at is not null then greatest(closed_at, cast(received_at as date)) end as closed,
    due_at as due,
    closed_at is not null or coalesce(regexp_matches(status, '(?i)완료|종결|종료|답변|취하|반려|closed|completed|resolved')
        and not regexp_matches(status, '(?i)미완료|미종결|미답변|not |un(closed|resolved)'), false) as done
from placed
where received_at is not null
order by received, line

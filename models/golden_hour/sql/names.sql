-- one row per spelling of a post's name in the calls, with the one name it goes by
with spelt as (
    select case when span.by_center then dispatch.center else dispatch.station end as spelling, count(*) as records
    from dispatch
    cross join span
    where case when span.by_center then dispatch.center else dispatch.station end is not null
    group by all
),
keyed as (
    select
        spelling,
        records,
        coalesce(nullif(lower(regexp_replace(spelling, '\s|119|안전센터|구급센터|센터|구급대', '', 'g')), ''), spelling) as post_key
    from spelt
),
listed as (
    select
        coalesce(nullif(lower(regexp_replace(center, '\s|119|안전센터|구급센터|센터|구급대', '', 'g')), ''), center) as post_key,
        min(center) as listed_name
    from center
    where center is not null
    group by all
),
usual as (
    select post_key, first(spelling order by records desc, spelling) as usual_name
    from keyed
    group by post_key
)
select
    keyed.spelling as spelling,
    keyed.records as records,
    coalesce(listed.listed_name, usual.usual_name) as post,
    listed.listed_name is not null as listed
from keyed
inner join usual on usual.post_key = keyed.post_key
left join listed on listed.post_key = keyed.post_key
order by keyed.spelling

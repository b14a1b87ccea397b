-- one row per file: the complaints that say something, and how many say it in the very same letters as none before
select
    count(*) as papers,
    count(distinct title || chr(10) || body) as texts
from papers
where title || body <> ''
having count(*) > 0

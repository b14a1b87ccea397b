-- one row per matter that came in many times in nearly the same words
with gathered as (
    select
        texts.matter as matter,
        count(*) as papers,
        count(distinct papers.person) as people,
        count(distinct paper_texts.text) as texts,
        min(papers.day) as first_day,
        max(papers.day) as last_day,
        arg_min(texts.shown, texts.text) as example
    from paper_texts
    inner join texts on texts.text = paper_texts.text
    inner join papers on papers.line = paper_texts.line
    -- A short text is a title anybody would choose, no petition.
    where length(texts.said) >= 40
    group by texts.matter
)
select
    row_number() over (order by papers desc, first_day, matter) as rank,
    papers,
    texts,
    case when people > 0 then people end as people,
    first_day,
    last_day,
    example
from gathered
where papers >= $petition_min
order by rank
limit 30

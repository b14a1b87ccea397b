-- one row per complaint with its topic; the topic is null where nothing is written or no topic fits
select
    papers.line as line,
    papers.received as received,
    papers.day as day,
    papers.week as week,
    papers.area as area,
    papers.lon as lon,
    papers.lat as lat,
    papers.exact as exact,
    papers.dept as dept,
    papers.channel as channel,
    papers.category as category,
    papers.person as person,
    papers.age as age,
    papers.sex as sex,
    papers.closed as closed,
    papers.due as due,
    papers.done as done,
    paper_texts.text as text,
    paper_texts.masked as masked,
    text_topics.topic as topic
from papers
inner join paper_texts on paper_texts.line = papers.line
left join text_topics on text_topics.text = paper_texts.text
order by papers.received, papers.line

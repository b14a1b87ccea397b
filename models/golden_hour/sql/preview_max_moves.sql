-- one row per day: its time bands, and the most moves it can have
select
    count(distinct band) as bands,
    count(distinct band) * $max_moves as moves
from bands

"""Titles that an office sets: those that differ by numbers, places and details alone are one topic, named as people would."""

from __future__ import annotations

import polars as pl

from models.civil_complaints import placed, subjects, titled
from models.civil_complaints.subjects import Grouping


def texts(titles: dict[str, int], body: str = "") -> pl.DataFrame:
    """A text a title, with as many papers."""
    said = [title + (f"\n{body}" if body else "") for title in titles]
    rows = {"text": range(len(said)), "said": said, "shown": said, "matter": range(len(said)), "papers": titles.values()}
    return pl.DataFrame({name: list(values) for name, values in rows.items()})


def grouped(titles: dict[str, int], areas: str = "", *, body: str = "", by_title: bool = False) -> Grouping | None:
    """The titles as topics, each complaint of its title's own area: that among `areas` which the title holds."""
    table = texts(titles, body)
    of = [
        (at, next((one for one in areas.split() if one in title), None)) for at, (title, n) in enumerate(titles.items()) for _ in range(n)
    ]
    papers = pl.DataFrame(
        {"line": range(len(of)), "area": [area for _, area in of], "address": [None] * len(of)},
        schema_overrides={"area": pl.String, "address": pl.String},
    )
    paper_texts = pl.DataFrame({"line": range(len(of)), "text": [at for at, _ in of]})
    return (titled.as_titled if by_title else titled.as_set)(table, papers, paper_texts)


def board(found: Grouping | None, titles: dict[str, int]) -> dict[str, int]:
    """Papers by the name of the topic."""
    assert found is not None
    assert found.names is not None
    papers = list(titles.values())
    return {name: sum(n for n, of in zip(papers, found.of_text, strict=True) if of == at) for at, name in enumerate(found.names)}


def test_titles_that_differ_by_numbers_are_one() -> None:
    given = {f"Graffiti: Ward {at}  {at:02d}0{at % 8}": 3 for at in range(1, 21)} | {"Graffiti Removal": 200}
    assert board(grouped(given), given) == {"Graffiti Removal": 200, "Graffiti: Ward": 60}


def test_a_word_of_few_complaints_is_a_detail_and_a_place_is_one_however_many_say_it() -> None:
    parks = {f"Ground Maintenance: {name} Park": 4 for name in ("Peters", "Hayes", "Ringgold", "Franklin", "Chester", "Myrtle")}
    given = parks | {"Empty Litter Basket": 900, "Ground Maintenance: Blackstone Park": 40}
    assert board(grouped(given), given) == {
        "Empty Litter Basket": 900, "Ground Maintenance: Blackstone Park": 40, "Ground Maintenance Park": 24,
    }  # fmt: skip
    assert board(grouped(given, "Blackstone"), given) == {"Empty Litter Basket": 900, "Ground Maintenance Park": 64}


def test_forms_and_signs_do_not_part_titles_and_the_commonest_names_them() -> None:
    given = {
        "outage////printed": 50,
        "Outages - printed": 20,
        "PRINTED: outage": 10,
        "Street light (pole)": 30,
        "Street Lights  //  pole": 5,
    }
    assert board(grouped(given), given) == {"outage/printed": 80, "Street light (pole)": 35}


def test_what_people_write_themselves_is_no_set_title() -> None:
    free = {
        f"{one} {other} 때문에 {three}": 1
        for one in ("밤길", "소음", "악취")
        for other in ("가로등", "공장", "하수구")
        for three in "가나다라"
    }
    assert grouped(free) is None
    set_ones = {"가로등 고장": 60, "도로 파손": 50}
    assert grouped(set_ones, body="어젯밤부터 그렇습니다") is None, "where people write a text the words tell more"
    assert grouped(set_ones, body="어젯밤부터 그렇습니다", by_title=True) is not None
    assert grouped({"가로등 고장": 60}) is None, "one title parts nothing"


def test_a_title_of_numbers_and_places_alone_is_of_no_topic() -> None:
    given = {"12-3": 40, "다온동": 10, "가로등 고장": 200, "도로 파손": 100}
    found = grouped(given, "다온동")
    assert board(found, given) == {"가로등 고장": 200, "도로 파손": 100}
    assert found is not None
    assert found.of_text[:2].tolist() == [-1, -1]


def test_a_name_given_to_a_title_of_several_words_is_found_again() -> None:
    given = {"Graffiti Removal": 60, "Street Light Outages": 50}
    found = grouped(given)
    assert found is not None
    before = subjects.find(found, None, "set")["topics"]
    assert before is not None
    label = before.select("words", name=pl.col("name").replace({"Graffiti Removal": "낙서"}))
    after = subjects.find(found, label, "set")["topics"]
    assert after is not None
    assert after["name"].to_list() == ["낙서", "Street Light Outages"]


def test_a_long_name_is_cut_between_words() -> None:
    given = {"very long titles that an office sets for everything that comes in every day": 60, "short": 50}
    found = grouped(given)
    assert found is not None
    assert found.names is not None
    assert found.names[0] == "very long titles that an office sets for…"


def words_of(said: list[list[str]]) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """`terms`, `text_terms` and `paper_texts` of texts, one paper each."""
    words = sorted({word for text in said for word in text})
    terms = pl.DataFrame({"term": range(len(words)), "word": words})
    stream = pl.DataFrame({"text": [at for at, text in enumerate(said) for _ in text], "word": [word for text in said for word in text]})
    papers = pl.DataFrame({"line": range(len(said)), "text": range(len(said))})
    return terms, stream.join(terms, on="word").select("text", "term"), papers


def test_a_word_is_a_place_where_it_is_said_of_that_place() -> None:
    said = [
        ["가로등", "고장", "다온동"],
        ["쓰레기", "다온동"],
        ["시장", "쓰레기"],
        ["시장", "주차"],
        ["시장", "소음"],
        ["pinckney", "outage"],
    ]
    terms, text_terms, paper_texts = words_of(said)
    papers = pl.DataFrame(
        {
            "line": range(6),
            "area": ["다온동", "다온동", "나래동", "나래동", "나래동", None],
            "address": ["다온동", "다온동 12", "나래동 시장로 3", "나래동", None, "12 Pinckney St"],
        }
    )
    found = placed.place_words(papers, paper_texts, terms, text_terms)
    assert found["word"].to_list() == ["pinckney", "다온동"], "시장 is said of one place of that name, and of two others"


def test_without_any_place_no_word_is_one() -> None:
    terms, text_terms, paper_texts = words_of([["가로등", "고장"], ["쓰레기"]])
    papers = pl.DataFrame(
        {"line": [0, 1], "area": [None, None], "address": [None, None]}, schema_overrides={"area": pl.String, "address": pl.String}
    )
    assert placed.place_words(papers, paper_texts, terms, text_terms).is_empty()

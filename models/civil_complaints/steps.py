"""The Python steps of the complaints model: each turns small tables into what the result shows."""

from __future__ import annotations

import polars as pl

from models.civil_complaints import board as boards
from models.civil_complaints import (
    crowding,
    density,
    directing,
    grounds,
    lexicon,
    numbers,
    offices,
    placed,
    repeating,
    rising,
    sentences,
    shaking,
    subjects,
    titled,
    writers,
)
from models.civil_complaints import sentences_places as places
from models.civil_complaints import texts as reading_texts
from models.civil_complaints import words as reading_words

Tables = dict[str, pl.DataFrame | None]

LEAST_TOPICS, USUAL_TOPICS = 2, 10


def read(papers: pl.DataFrame, language: str, near_share: float, seed: int) -> Tables:
    """The texts, each once, and which complaint says which."""
    return reading_texts.read(papers, language, near_share, seed)


def words(texts: pl.DataFrame, reading: str, vocabulary: pl.DataFrame | None = None) -> Tables:
    """The words of the texts."""
    return reading_words.read(texts, vocabulary, reading)


def find_places(papers: pl.DataFrame, paper_texts: pl.DataFrame, terms: pl.DataFrame, text_terms: pl.DataFrame) -> Tables:
    """The words that tell where alone, and the words of the texts without them."""
    found = placed.place_words(papers, paper_texts, terms, text_terms)
    return {"place_words": found, "topic_terms": reading_words.of_topics(text_terms, found)}


def choose_number(
    texts: pl.DataFrame, terms: pl.DataFrame, topic_terms: pl.DataFrame, topic_way: str, topic_count: int, min_df: int, max_df: float,
    seed: int,
) -> pl.DataFrame | None:  # fmt: skip
    """How many topics, where nobody says."""
    if topic_count >= LEAST_TOPICS or not terms.height:
        return None
    tokens = reading_words.as_tokens(texts.height, topic_terms, terms)
    return numbers.tried(tokens, texts["matter"].to_numpy(), topic_way, min_df, max_df, seed)


def find_topics(
    texts: pl.DataFrame, papers: pl.DataFrame, paper_texts: pl.DataFrame, terms: pl.DataFrame, topic_terms: pl.DataFrame, topic_way: str,
    topic_count: int, min_df: int, max_df: float, seed: int, label: pl.DataFrame | None = None,
    topic_numbers: pl.DataFrame | None = None,
) -> Tables:  # fmt: skip
    """What the texts are about: by the titles an office sets, else by their words, else by their titles."""
    tokens = reading_words.as_tokens(texts.height, topic_terms, terms)
    topic_count = _number(topic_count, topic_numbers)
    by_office, said = titled.as_set(texts, papers, paper_texts), subjects.as_said(texts)
    if by_office is not None:
        return subjects.find(by_office, label, "set")
    if said is not None:
        return subjects.find(said, label, "texts")
    found = subjects.grouped(tokens, topic_way, topic_count, min_df, max_df, seed, texts["matter"].to_numpy())
    by_title = titled.as_titled(texts, papers, paper_texts) if len(found.words) < LEAST_TOPICS else None
    return subjects.find(found, label) if by_title is None else subjects.find(by_title, label, "titles")


def keywords(
    texts: pl.DataFrame, terms: pl.DataFrame, text_terms: pl.DataFrame, text_topics: pl.DataFrame, topics: pl.DataFrame,
    tagged: pl.DataFrame,
) -> Tables:  # fmt: skip
    """The commonest words, and those that stand out in an area or a year."""
    if terms.is_empty():
        return {"words_top": None, "words_apart": None}
    tokens = reading_words.as_tokens(texts.height, text_terms, terms)
    return {"words_top": lexicon.top(terms, text_terms, texts, text_topics, topics), "words_apart": lexicon.apart(tokens, tagged)}


def network(
    texts: pl.DataFrame, terms: pl.DataFrame, text_terms: pl.DataFrame, min_df: int, max_df: float, seed: int
) -> pl.DataFrame | None:
    """The words that go together."""
    return lexicon.pairs(reading_words.as_tokens(texts.height, text_terms, terms), min_df, max_df, seed) if terms.height else None


def pick_examples(
    tagged: pl.DataFrame, topics: pl.DataFrame, texts: pl.DataFrame, text_topics: pl.DataFrame, examples: int
) -> pl.DataFrame:
    """Source texts of each topic."""
    return boards.examples(tagged, topics, texts, text_topics, examples)


def make_board(tagged: pl.DataFrame, span: pl.DataFrame, topics: pl.DataFrame, examples_shown: pl.DataFrame, recent_weeks: int) -> Tables:
    """The issue board, the topics and their names to edit."""
    listed = boards.listed(tagged, topics)
    return {
        "board": boards.board(tagged, span, topics, examples_shown, recent_weeks),
        "topic_list": listed,
        "topic_labels": listed.select("words", "name"),
        "topic_types": boards.types(tagged, topics),
    }


def rise(
    tagged: pl.DataFrame, span: pl.DataFrame, topics: pl.DataFrame, surge_unit: str, surge_min: int, burst_times: float, burst_cost: float
) -> Tables:
    """What rose suddenly."""
    return rising.rising(tagged, span, topics, surge_unit, surge_min, burst_times, burst_cost)


def rise_words(
    word_weeks: pl.DataFrame, terms: pl.DataFrame, span: pl.DataFrame, surge_unit: str, surge_min: int, recent_weeks: int
) -> pl.DataFrame | None:
    """Which words rose lately."""
    return rising.word_surges(word_weeks, terms, span, surge_unit, surge_min, recent_weeks)


def count_areas(
    tagged: pl.DataFrame,
    span: pl.DataFrame,
    topics: pl.DataFrame,
    area_pop: pl.DataFrame | None = None,
    area_shape: pl.DataFrame | None = None,
) -> Tables:
    """Complaints by area, and what each complains about."""
    rates = grounds.areas(tagged, span, area_pop, area_shape)
    if rates is None:
        return {"area_rates": None, "area_topics": None, "area_map": None}
    return {"area_rates": rates, "area_topics": grounds.topics_of_areas(boards.named(tagged, topics)), "area_map": grounds.drawn(rates)}


def crowd(tagged: pl.DataFrame, span: pl.DataFrame, cell_m: int, seed: int) -> pl.DataFrame | None:
    """Where complaints of the last half year crowd."""
    points = grounds.placed(tagged)
    return None if points is None else grounds.cells(points, span, cell_m, seed)


def densest(tagged: pl.DataFrame, span: pl.DataFrame, bandwidth_m: int) -> Tables:
    """How thick complaints of the last half year lie."""
    points = grounds.placed(tagged)
    made = (None, None) if points is None else density.surface(points, span, bandwidth_m)
    return dict(zip(("density", "density_peak"), made, strict=True))


def recur(
    tagged: pl.DataFrame, span: pl.DataFrame, topics: pl.DataFrame, recur_m: int, recur_days: int, recur_least: int, seed: int
) -> Tables:
    """Places that keep recurring."""
    points = _topics_on_the_ground(tagged, topics)
    if points is None:
        return {"recurring": None, "knox_test": None}
    found = repeating.places(points, span, recur_m, recur_days, recur_least)
    return {"recurring": found, "knox_test": repeating.test(points, span, found, recur_m, recur_days, seed)}


def scan(tagged: pl.DataFrame, span: pl.DataFrame, topics: pl.DataFrame, radius_m: int, window_days: int, seed: int) -> pl.DataFrame | None:
    """What crowded at one place for a time."""
    points = _topics_on_the_ground(tagged, topics)
    return None if points is None else crowding.clusters(points, span, radius_m, window_days, seed)


def count_departments(tagged: pl.DataFrame, span: pl.DataFrame, recent_weeks: int) -> Tables:
    """How the departments keep up."""
    return offices.departments(tagged, span, recent_weeks)


def route(
    texts: pl.DataFrame, terms: pl.DataFrame, text_terms: pl.DataFrame, tagged: pl.DataFrame, routing_sure: float, routing_least: int,
    seed: int,
) -> Tables:  # fmt: skip
    """Which department a complaint would go to."""
    if not tagged["dept"].is_not_null().any():
        return {"routing_check": None, "routing_advice": None, "routing_why": None}
    tokens = reading_words.as_tokens(texts.height, text_terms, terms)
    return directing.route(tokens, texts, tagged, routing_sure, routing_least, seed)


def who(tagged: pl.DataFrame, topics: pl.DataFrame) -> pl.DataFrame | None:
    """Whose complaints these are."""
    return writers.who(tagged, topics)


def shake(
    texts: pl.DataFrame, terms: pl.DataFrame, topic_terms: pl.DataFrame, tagged: pl.DataFrame, span: pl.DataFrame, topics: pl.DataFrame,
    labels_used: pl.DataFrame, topic_way: str, topic_count: int, min_df: int, max_df: float, surge_unit: str, surge_min: int, seed: int,
    topic_numbers: pl.DataFrame | None = None,
) -> Tables:  # fmt: skip
    """Would the answer change?"""
    topic_count = _number(topic_count, topic_numbers)
    tokens = reading_words.as_tokens(texts.height, topic_terms, terms)
    leasts = sorted({max(3, surge_min // 2), surge_min, surge_min * 2})
    alarms = {least: rising.alarms(tagged, span, topics, surge_unit, least) for least in leasts}
    return {
        "topic_stability": None
        if labels_used["by"][0] != "words"
        else shaking.topic_stability(tokens, texts["matter"].to_numpy(), topic_way, topic_count, min_df, max_df, seed),
        "surge_stability": None if alarms[surge_min] is None else shaking.alarms_by_least(alarms, surge_min),
    }


def _number(told: int, chosen: pl.DataFrame | None) -> int:
    """The number of topics told, else the one chosen, else the usual one."""
    if told >= LEAST_TOPICS:
        return told
    return USUAL_TOPICS if chosen is None else int(chosen.filter(pl.col("chosen") == "yes")["k"][0])


def _topics_on_the_ground(tagged: pl.DataFrame, topics: pl.DataFrame) -> pl.DataFrame | None:
    points = grounds.placed(tagged)
    if points is None:
        return None
    known = boards.named(points, topics).filter(pl.col("name") != boards.OTHER)
    return known if known.height else None


def findings(
    span: pl.DataFrame, topics: pl.DataFrame | None = None, board: pl.DataFrame | None = None, counting: pl.DataFrame | None = None,
    petitions: pl.DataFrame | None = None, labels_used: pl.DataFrame | None = None, topic_types: pl.DataFrame | None = None,
    words_top: pl.DataFrame | None = None, words_apart: pl.DataFrame | None = None, reading_used: pl.DataFrame | None = None,
    surges: pl.DataFrame | None = None, surge_tests: pl.DataFrame | None = None, word_surges: pl.DataFrame | None = None,
    weekly: pl.DataFrame | None = None, area_rates: pl.DataFrame | None = None, recurring: pl.DataFrame | None = None,
    knox_test: pl.DataFrame | None = None, clusters: pl.DataFrame | None = None, hot_cells: pl.DataFrame | None = None,
    density_peak: pl.DataFrame | None = None,
    dept_load: pl.DataFrame | None = None, dept_ageing: pl.DataFrame | None = None, who_wrote: pl.DataFrame | None = None,
    routing_check: pl.DataFrame | None = None, routing_advice: pl.DataFrame | None = None, routing_why: pl.DataFrame | None = None,
    tagged: pl.DataFrame | None = None,
    people: pl.DataFrame | None = None, topic_stability: pl.DataFrame | None = None, surge_stability: pl.DataFrame | None = None,
    topic_numbers: pl.DataFrame | None = None, recent_weeks: int = 4, surge_unit: str = "week", surge_min: int = 5, examples: int = 3,
) -> list[sentences.Finding]:  # fmt: skip
    """Every finding that the tables of this run can tell."""
    found: list[sentences.Finding] = []
    if board is not None and topics is not None:
        found += sentences.of_board(board, span, recent_weeks, topics)
    if counting is not None and petitions is not None:
        found += sentences.of_counting(counting, petitions)
    if topics is not None and labels_used is not None and topic_types is not None:
        found += sentences.of_topics(topics, labels_used, topic_types, examples)
    if reading_used is not None:
        found += sentences.of_words(words_top, words_apart, reading_used)
    if surges is not None and surge_tests is not None and weekly is not None:
        found += sentences.of_rises(surges, surge_tests, span, word_surges, weekly, surge_unit, recent_weeks)
    if area_rates is not None:
        found += places.of_areas(area_rates, int(span["papers"][0]))
    if recurring is not None:
        found += places.of_recurring(recurring, knox_test)
    if clusters is not None:
        found += places.of_clusters(clusters)
    if hot_cells is not None:
        found += places.of_cells(hot_cells)
    if density_peak is not None:
        found += places.of_density(density_peak)
    if dept_load is not None:
        found += places.of_departments(dept_load, dept_ageing)
    found += places.of_routing(routing_check, routing_advice, routing_why, tagged)
    found += places.of_writers(who_wrote, people, area_rates)
    return found + places.of_stability(topic_stability, surge_stability, topic_numbers)

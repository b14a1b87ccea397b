"""Topics beside scikit-learn's LDA and NMF, Korean words beside Kiwi alone, near duplicates beside MinHash in plain Python.

`python -m benchmarks.texts [--quick]`; planted complaints are drawn from one seed, and the proposals to Seoul are read
from $MODU_REAL_DATA (or ../shared/data) where they are. --quick leaves LDA of 200,000 texts to 20,000.
"""

from __future__ import annotations

import os
import random
import sys
import warnings
from pathlib import Path

import fastexcel
import numpy as np
from sklearn.decomposition import NMF, LatentDirichletAllocation
from sklearn.metrics import normalized_mutual_info_score

from benchmarks.ratio import head, line, pair
from models.methods.text import kiwi
from models.methods.text.clean import clean_all
from models.methods.text.coherence import coherence, stability
from models.methods.text.counting import bags
from models.methods.text.duplicates import duplicates
from models.methods.text.factors import factors
from models.methods.text.keywords import counts, tf_idf
from models.methods.text.tokens import Tokens, tokens
from models.methods.text.topics import topics

REAL = Path(os.environ.get("MODU_REAL_DATA", Path(__file__).parents[2] / "shared" / "data")) / "complaints" / "voice_of_seoul"
TOPICS, OWN, PHRASES, OTHERS = 20, 40, 12, 300


def main() -> None:
    """One table of ratios, and one of how far topics of real texts hold."""
    warnings.filterwarnings("ignore")
    quick = "--quick" in sys.argv
    head()
    _topics(20_000 if quick else 200_000)
    _near_duplicates(3_000)
    if REAL.exists():
        texts = _proposals()
        found = _words(texts)
        _real_topics(texts, found)
    else:
        print(f"left out: no proposals at {REAL}")


def _planted(n: int) -> tuple[Tokens, np.ndarray]:
    """Complaints of 3 to 8 words of one of 20 topics, one or two of 12 fixed phrases of 5 words, and a word of no topic."""
    rng = np.random.default_rng(0)
    truth = rng.integers(0, TOPICS, n)
    chance = 1 / np.arange(1, OWN + 1)
    size, spoken = rng.integers(3, 9, n), rng.integers(1, 3, n)
    said = np.repeat(truth, size) * OWN + rng.choice(OWN, size.sum(), p=chance / chance.sum())
    polite = TOPICS * OWN + (rng.integers(0, PHRASES, spoken.sum())[:, None] * 5 + np.arange(5)).ravel()
    other = TOPICS * OWN + PHRASES * 5 + rng.integers(0, OTHERS, n)
    text = np.concatenate([np.repeat(np.arange(n), size), np.repeat(np.repeat(np.arange(n), spoken), 5), np.arange(n)])
    ids = np.concatenate([said, polite, other])[np.argsort(text, kind="stable")].astype(np.int32)
    ptr = np.append(0, np.cumsum(np.bincount(text, minlength=n)))
    return Tokens(ptr, ids, [f"w{at:05d}" for at in range(TOPICS * OWN + PHRASES * 5 + OTHERS)], ""), truth


def _topics(n: int) -> None:
    given, truth = _planted(n)
    bag = bags(given, 5, 0.5)
    counted, weighed = counts(bag), tf_idf(bag)
    peers = {
        "scikit-learn LDA": lambda: LatentDirichletAllocation(TOPICS, random_state=0).fit_transform(counted),
        "scikit-learn NMF": lambda: NMF(TOPICS, init="nndsvda", random_state=0).fit_transform(weighed),
    }
    for name, peer in peers.items():
        found = pair(lambda: topics(given), peer, runs=1)
        ours = normalized_mutual_info_score(truth, found.ours.of_text)
        theirs = normalized_mutual_info_score(truth, found.peer.argmax(axis=1))
        told = f"NMI {ours:.3f} / {theirs:.3f}, {found.ours.texts.size} topics untold / {TOPICS} told"
        line(f"topics of {n:,} complaints with phrases", name, found, told)


def _near_duplicates(n: int) -> None:
    rng = random.Random(0)
    syllables = [chr(0xAC00 + 53 * at) for at in range(200)]
    texts = ["".join(rng.choices(syllables, k=60)) for _ in range(n)]
    texts += [text[:40] + rng.choice(syllables) + text[41:] for text in texts[: n // 5]]
    found = pair(lambda: duplicates(texts), lambda: _plain_minhash(texts), runs=1)
    line(f"near duplicates of {len(texts):,} texts", "MinHash in Python", found, str(found.ours.distinct == found.peer))
    many = ["".join(rng.choices(syllables, k=60)) for _ in range(160_000)]
    many += [text[:-1] for text in many[:40_000]]
    alone = pair(lambda: duplicates(many), lambda: None, runs=1)
    print(f"| near duplicates of 200,000 texts | – | {alone.ours_s:.2f} s | – | {alone.ours.distinct == 160_000} |")


def _plain_minhash(texts: list[str]) -> int:
    """How many groups there are, by 20 bands of 5 minima, every pair of a band compared."""
    orders = [(random.Random(at).getrandbits(61) | 1, random.Random(-at).getrandbits(61)) for at in range(100)]
    sets = [{text[at : at + 3] for at in range(len(text) - 2)} for text in texts]
    group = list(range(len(texts)))

    def root(at: int) -> int:
        while group[at] != at:
            at = group[at]
        return at

    signed = [[min((hash(part) * a + b) % (2**61 - 1) for part in parts) for a, b in orders] for parts in sets]
    for band in range(0, 100, 5):
        buckets: dict[tuple[int, ...], list[int]] = {}
        for at, minima in enumerate(signed):
            buckets.setdefault(tuple(minima[band : band + 5]), []).append(at)
        for members in buckets.values():
            for place, one in enumerate(members):
                for other in members[:place]:
                    if root(one) != root(other) and len(sets[one] & sets[other]) >= 0.8 * len(sets[one] | sets[other]):
                        group[max(root(one), root(other))] = min(root(one), root(other))
    return sum(root(at) == at for at in range(len(texts)))


def _proposals() -> list[str]:
    """Titles and texts of the proposals to Seoul, cleaned."""
    raw = []
    for path in sorted(REAL.glob("*.xls")):
        rows = fastexcel.read_excel(path.read_bytes()).load_sheet(0).to_polars()
        raw += [f"{title or ''}\n{body or ''}" for title, body in rows.select("제안제목", "제안내용").iter_rows()]
    return clean_all(raw).texts


def _words(texts: list[str]) -> Tokens:
    from kiwipiepy import Kiwi, Match

    alone = Kiwi(num_workers=1)
    options = Match.ALL | Match.JOIN_NOUN_PREFIX
    korean = np.zeros(len(texts), np.int8)
    letters = sum(map(len, texts))

    def peer() -> list[list[str]]:
        return [[part.form for part in alone.tokenize(text, match_options=options) if part.tag in kiwi.KEPT] for text in texts]

    name, peer_name = f"nouns of {len(texts):,} proposals, {letters / 1e6:.1f}M characters", "Kiwi, one thread"
    found = pair(lambda: tokens(texts, korean, stop=(), compounds=False), peer, runs=1)
    same = all(
        [word.lower() for word in found.ours.of(at)] == [word.lower() for word in words] for at, words in enumerate(found.peer)
    )  # fmt: skip
    line(f"{name}, exact ({letters / found.ours_s:,.0f} characters/s)", peer_name, found, str(same))
    cached = pair(lambda: tokens(texts, korean, way="cached"), peer, runs=1)
    line(f"{name}, cached", peer_name, cached, f"token F1 {cached.ours.f1:.3f}")
    return tokens(texts, korean)


def _real_topics(texts: list[str], given: Tokens) -> None:
    """Topics of real texts by each way at about the same number, five seeds: NPMI coherence of ten words, and stability."""
    near = duplicates(texts).near
    learnt = near == np.arange(len(texts))
    seeds = range(1, 6)
    ours = [topics(given, learnt=learnt, seed=seed) for seed in seeds]
    bag = ours[0].bag
    k = round(float(np.mean([run.texts.size for run in ours])))
    runs = {
        "Modu, PMI graph": [[run.strongest(topic) for topic in range(run.texts.size)] for run in ours],
        "NMF": [[run.strongest(topic) for topic in range(k)] for run in (factors(bag, k, "nmf", seed) for seed in seeds)],
        "LDA": [[run.strongest(topic) for topic in range(k)] for run in (factors(bag, k, "lda", seed) for seed in seeds)],
    }
    print(f"\n{len(texts):,} proposals, {k} topics, 5 seeds\n\n| way | NPMI coherence | stability |\n|---|---|---|")
    for name, found in runs.items():
        print(f"| {name} | {np.mean([np.nanmean(coherence(bag, run)) for run in found]):.3f} | {stability(found):.3f} |", flush=True)


if __name__ == "__main__":
    main()

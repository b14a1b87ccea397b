"""Another reading of a sent file, tried on its beginning: nothing kept, nothing personal shown."""

import pytest

from app.identity.person import Person
from app.services.drafts import drafts
from app.services.uploads import trying, uploads
from connectors.problem import Problem
from tests.app.services.conftest import City
from tests.app.services.uploads.test_uploads import send


def test_another_reading_is_tried_on_the_beginning_and_nothing_is_kept(city: City, analyst: Person) -> None:
    draft = drafts.start(analyst, city.platform, "golden_hour").id
    rows = "".join(f"구{n % 25},{n},800101-1234567,{n}\n" for n in range(40_000))
    upload_id = send(city, analyst, draft, "구,2022,비고,2024\n" + rows)
    tried = trying.try_reading(analyst, city.platform, upload_id, {"header_rows": []}, 3)
    assert (tried.is_whole, len(tried.rows), tried.read.header_rows) == (False, 3, ())
    assert "1234567" not in str(tried)
    assert uploads.load(analyst, city.platform, upload_id).state == "stored"
    assert not list(city.platform.lake.upload_folder(draft, upload_id).glob("trying-*"))
    with pytest.raises(Problem, match="option_unknown"):
        trying.try_reading(analyst, city.platform, upload_id, {"limit_mb": 9}, 3)


def test_what_was_known_of_a_column_by_its_header_stays_masked_without_it(city: City, analyst: Person) -> None:
    draft = drafts.start(analyst, city.platform, "golden_hour").id
    people = ("김철수", "이영희", "박민수", "최지우", "정우성", "한가인")
    rows = "".join(f"{people[n % 6]},010-1234-{n:04d},{n}\n" for n in range(60))
    upload_id = send(city, analyst, draft, "성명,휴대전화,점수\n" + rows)
    assert uploads.read(analyst, city.platform, upload_id).findings
    tried = trying.try_reading(analyst, city.platform, upload_id, {"header_rows": [], "skip_rows": 1}, 5)
    assert len(tried.rows) == 5
    assert "김철수" not in str(tried)
    assert "010-1234-0001" not in str(tried)

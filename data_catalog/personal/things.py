"""What belongs to a person or a firm: the plate of a car, and a firm's registration number, which by itself is no personal datum."""

from __future__ import annotations

from data_catalog.personal.detector import Detector, Shape, starred

_PLAIN = "가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주허하호배아바사자"
# 12조 5000억, 32로 1234: what is a word too stands without a space.
_APART = "가나다라마거너더러머버서어저누두루무우허배아바"
PLATE = Detector(
    "vehicle_plate",
    lambda value: starred(value, first=3 if value.strip()[:3].isdigit() else 2),
    (
        Shape(rf"\d{{2,3}}[{_APART}]\s\d{{4}}", "0-9A-Za-z가-힣.,-", "0-9A-Za-z가-힣.,%-"),
        Shape(rf"\d{{2,3}}[{_PLAIN}]\d{{4}}", "0-9A-Za-z.,-", "0-9A-Za-z가-힣.,%-"),
    ),
    header=r"차량\s?번호|자동차\s?등록\s?번호|차번호|번호판|licen[cs]e.?plate|plate.?(?:no|num)|^plate$",
    cell=rf"\s*(?:[가-힣]{{2}}\s?)?\d{{2,3}}\s?[{_PLAIN}]\s?\d{{4}}\s*",
    has_letters=True,
    shortest=9,
)

BUSINESS = Detector(
    "business_number",
    lambda value: starred(value, first=3),
    header=r"사업자\s?(?:등록)?\s?번호|business (?:reg|no|num)",
    cell=r"\s*\d{3}-?\d{2}-?\d{5}(?:\.0*)?\s*",
    shortest=10,
)

"""The models to come ask for data as the domain specification says, and nothing lists them yet."""

import pytest

from models.kit import check, library
from models.kit.contract import Model

# models.md section 13: names in its order, a star behind what the main answer needs.
_WON = (
    "general_labor* office* taxes* cleaning* guard* disinfection* elevator* network* repair* facility* safety* disaster* commission* "
    "heating_common* heating_private* hotwater_common* hotwater_private* gas_common* gas_private* electricity_common* "
    "electricity_private* water_common* water_private* waste* council* insurance* reserve_month* common_total* private_total*"
)
ASKED = {
    "maintenance_fees": {
        "fee": f"complex_id* month* {_WON}",
        "complex": "complex_id* name* households* area_m2* approved* heating* corridor floors buildings manager tenure address",
        "tender": "bid_id* complex_id* title* notice_at* deadline* competition* bidder* won_flag* amount estimate",
        "invoice": "complex_id* month* supplier* amount*",
    },
    "benefit_fraud": {
        "claim": "person_id* separated_on* reason* employer_id* recognized_on* days* daily_won* paid_won",
        "spell": "person_id* employer_id* start* end kind",
        "recognition": "person_id* at* method ip_hash device_hash",
        "link": "person_id* kind* key_hash*",
        "outcome": "person_id* investigated* confirmed* amount source random_flag",
    },
    "tax_arrears": {
        "arrears": "debtor_id* kind* tax* year* due* amount* surcharge limit_date",
        "payment": "debtor_id* on* amount*",
        "action": "debtor_id* on* type*",
        "ability": "debtor_id* income_band property vehicle welfare business",
        "aggregate": "year* tax* amount_band* count* amount* cumulative_count cumulative_amount",
    },
    "job_mismatch": {
        "vacancy": "id* occupation* region* openings* posted* closed wage_min wage_max wage_unit edu career contract employer title",
        "seeker": "id* occupation* region* wage edu career_years contract age_band sex group registered hired_on",
        "workplace": "created_month* name* business_no joined_status postcode lot_address road_address legal_dong_code admin_dong_code "
        "province_code* district_code* dong_code form_code industry_code* industry applied_on rejoined_on left_on insured* charged_won* "
        "joined* lost*",
        "insured": "person_id* sex* birth_year* start* end income area*",
    },
    "lone_seniors": {
        "population": "area_code* ref_date* sex* age_band* count*",
        "alone": "area_code* year* age_band* count*",
        "service": "name* kind* location* capacity* users",
        "need_rate": "service* age_band* sex* alone_flag* rate*",
        "vulnerability": "area_code* indicator* value*",
    },
    "response_evaluation": {
        "incident": "id* agency* received_at* type* priority place* dispatched_at arrived_at* closed_at result",
        "share": "incident_id* from_agency* to_agency* requested_at shared_at* acked_at items legal_basis* expires_at",
        "panel": "unit* month* outcome* denominator treated_from*",
    },
}


@pytest.fixture(params=ASKED)
def model(request: pytest.FixtureRequest) -> Model:
    return library.load(request.param)


def test_a_planned_model_asks_for_the_fields_of_the_specification(model: Model) -> None:
    said = {item.name: " ".join(field.name + "*" * field.required for field in item.fields) for item in model.inputs}
    assert said == ASKED[model.id]


def test_what_is_asked_is_worded_in_both_languages_and_its_loss_said(model: Model) -> None:
    assert check.check_folder(model.folder) == ()
    for item in model.inputs:
        for field in item.fields:
            known = (*field.synonyms, *field.date_synonyms, *field.x_synonyms)
            assert any(not name.isascii() for name in known), f"{item.name}.{field.name} has no Korean header"
            assert any(name.isascii() for name in (*known, field.name))


def test_the_portal_lists_no_planned_model() -> None:
    assert not set(ASKED) & {model.id for model in library.models()}
    assert set(ASKED) <= {model.id for model in library.models("planned")}


def test_a_loss_left_unsaid_is_told_of_a_planned_model_too(model: Model, tmp_path) -> None:  # type: ignore[no-untyped-def]
    text = (model.folder / "manifest.toml").read_text("utf-8")
    without = [line for line in text.splitlines() if line.startswith("without")][-1]
    copy = tmp_path / model.id
    copy.mkdir()
    (copy / "manifest.toml").write_text(text.replace(without + "\n", "", 1), "utf-8")
    assert any("without" in said for said in check.check_folder(copy))

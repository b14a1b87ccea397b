"""Input contracts to try the mapping on, after the standard models; the real ones come with the packages."""

from data_catalog.schema import Check, Field, Input


def field(name: str, kind: str, ko: str, *synonyms: str, required: bool = False, **more: tuple[str, ...] | float | str) -> Field:
    title = {"ko": ko, "en": name.replace("_", " ")}
    return Field(name, kind, title, title, required=required, synonyms=synonyms, **more)  # type: ignore[arg-type]


def table(name: str, *fields: Field, **more: object) -> Input:
    said = {"ko": name, "en": name}
    return Input(name, said, said, True, fields, **more)  # type: ignore[arg-type]


XY = {"x_synonyms": ("경도", "WGS84경도", "X좌표", "좌표정보(X)"), "y_synonyms": ("위도", "WGS84위도", "Y좌표", "좌표정보(Y)")}

DISPATCH = table(
    "dispatch",
    field(
        "call_at", "moment", "신고 일시", "신고일시", required=True,
        date_synonyms=("신고년월일", "신고일자"), time_synonyms=("신고시각",),
    ),
    field("depart_at", "moment", "출동 일시", "출동일시", date_synonyms=("출동년월일", "출동일자"), time_synonyms=("출동시각",)),
    field(
        "arrive_at", "moment", "현장 도착 일시", "현장도착일시", required=True,
        date_synonyms=("현장도착년월일", "현장도착일자"), time_synonyms=("현장도착시각",),
    ),
    field(
        "clear_at", "moment", "귀소 일시", "귀소일시", "철수일시",
        date_synonyms=("귀소년월일", "철수일자"), time_synonyms=("귀소시각", "철수시각"),
    ),
    field("center", "category", "119안전센터", "출동안전센터", "안전센터명", required=True),
    field("station", "category", "소방서", "출동소방서"),
    field("place", "place", "현장 위치", "긴급구조동", "시군구", "발생장소", required=True, **XY),
    field("distance_km", "km", "현장까지 거리", "현장과의거리", minimum=0, maximum=300),
    field("severity", "category", "중증도", "의식상태", "환자증상1"),
    field("age", "integer", "환자 나이", "환자연령", minimum=0, maximum=120),
    field("unit", "id", "구급차", "구급차", "차량번호"),
    field("incident_id", "id", "사건 번호", "구급보고서번호"),
    checks=(
        Check("not_before", ("call_at", "depart_at")),
        Check("not_before", ("call_at", "arrive_at")),
        Check("not_before", ("arrive_at", "clear_at")),
    ),
    unique=("incident_id",),
)  # fmt: skip
CENTER = table(
    "center",
    field("center", "category", "119안전센터 이름", "119안전센터명", "센터명", required=True),
    field("location", "place", "위치", "주소", "소재지", required=True, **XY),
    field("ambulances", "integer", "구급차 수", "구급차대수", minimum=0, maximum=100),
    field("station", "category", "소방서", "소방서명"),
    field("region", "category", "시도 본부", "시도본부"),
)
TRAVEL = table(
    "travel",
    field("from_id", "id", "출발지", "출발지ID", required=True),
    field("to_id", "id", "도착지", "도착지ID", required=True),
    field("minutes", "minutes", "이동 시간(분)", "소요시간", required=True, minimum=0, maximum=600),
    field("band", "category", "시간대", "시간대"),
)
HOSPITAL = table(
    "hospital",
    field("name", "category", "병원", "응급의료기관명", required=True),
    field("location", "place", "위치", "주소", required=True, **XY),
    field("level", "category", "등급", "응급의료기관등급"),
)
CAMERA = table(
    "camera",
    field("site_id", "id", "번호", "관리번호", "번호", required=True),
    field("purpose", "category", "설치 목적", "설치목적구분", required=True),
    field("camera_count", "integer", "카메라 수", "카메라대수", minimum=0, maximum=1000),
    field("location", "place", "위치", "소재지도로명주소", "소재지지번주소", required=True, **XY),
    field("pixels", "number", "화소", "카메라화소수"),
    field("facing", "text", "촬영 방향", "촬영방면정보"),
    field("retention_days", "integer", "보관 일수", "보관일수"),
    field("installed", "month", "설치 연월", "설치연월", "설치년월"),
    field("owner", "category", "관리 기관", "관리기관명"),
    field("as_of", "date", "기준일", "데이터기준일자"),
)
RISK_PLACE = table(
    "risk_place",
    field("name", "text", "업소 이름", "사업장명", "상호명", required=True),
    field("kind", "category", "업종", "업태구분명", "상권업종소분류명", required=True),
    field("location", "place", "위치", "소재지전체주소", "도로명전체주소", required=True, **XY),
    field("status", "category", "영업 상태", "영업상태명"),
)
COMPLAINT = table(
    "complaint",
    field(
        "received_at", "moment", "접수 일시", "접수일시", "민원접수일시", required=True,
        date_synonyms=("민원접수일",), time_synonyms=("민원접수시간",),
    ),
    field("title", "text", "제목", "민원제목", required=True),
    field("body", "text", "내용", "민원내용"),
    field("place", "place", "발생 장소", "발생장소", "주소", "읍면동", **XY),
    field("dept", "category", "처리 부서", "처리부서", "담당부서"),
    field("status", "category", "처리 상태", "처리상태"),
    field("closed_at", "moment", "처리 완료", "처리완료일시", "처리완료일"),
    field("due_at", "date", "처리 기한", "처리기한"),
    field("channel", "category", "접수 경로", "접수경로"),
    field("category", "category", "민원 유형", "민원유형"),
    field("age_band", "category", "연령대", "연령대"),
    field("sex", "category", "성별", "성별"),
)  # fmt: skip
FEE = table(
    "fee",
    field("complex_id", "id", "단지 코드", "단지코드", required=True),
    field("month", "month", "발생 연월", "발생년월", required=True),
    field("general_labor", "won", "인건비", "인건비", required=True),
    field("cleaning", "won", "청소비", "청소비", required=True),
    field("guard", "won", "경비비", "경비비", required=True),
    field("disinfection", "won", "소독비", "소독비"),
    field("elevator", "won", "승강기 유지비", "승강기유지비"),
    field("repair", "won", "수선비", "수선비"),
    field("heating_common", "won", "난방비(공용)", "난방비(공용)"),
    field("heating_private", "won", "난방비(전용)", "난방비(전용)"),
    field("reserve_month", "won", "장기수선충당금 월부과액", "장충금 월부과액"),
    field("common_total", "won", "공용관리비 합계", "공용관리비계"),
)
COMPLEX = table(
    "complex",
    field("complex_id", "id", "단지 코드", "단지코드", required=True),
    field("name", "text", "단지 이름", "단지명", required=True),
    field("households", "integer", "세대 수", "세대수", required=True),
    field("area_m2", "number", "부과 면적", "관리비부과면적", required=True),
    field("approved", "date", "사용 승인일", "사용승인일", required=True),
    field("heating", "category", "난방 방식", "난방방식", required=True),
    field("corridor", "category", "복도 유형", "복도유형"),
    field("floors", "integer", "최고 층수", "최고층수"),
    field("buildings", "integer", "동 수", "동수"),
    field("manager", "category", "관리 방식", "관리방식"),
)
CLAIM = table(
    "claim",
    field("person_id", "id", "사람 번호", "개인식별번호", required=True),
    field("separated_on", "date", "이직일", "이직일", required=True),
    field("reason", "code", "이직 사유", "이직사유코드", required=True),
    field("employer_id", "id", "사업장", "이직사업장관리번호", required=True),
    field("recognized_on", "date", "수급자격 인정일", "수급자격인정일", required=True),
    field("days", "integer", "소정 급여 일수", "소정급여일수", required=True),
    field("daily_won", "won", "구직급여 일액", "구직급여일액", required=True),
)
ARREARS = table(
    "arrears",
    field("debtor_id", "id", "체납자", "체납자번호", "납세자번호", required=True),
    field("kind", "category", "개인·법인", "개인법인구분", required=True),
    field("tax", "category", "세목", "세목명", required=True),
    field("year", "integer", "과세 연도", "과세년도", required=True),
    field("due", "date", "납기일", "납기일", required=True),
    field("amount", "won", "체납액", "체납금액", required=True),
    field("surcharge", "won", "가산금", "가산금"),
    field("limit_date", "date", "소멸시효", "소멸시효"),
)
VACANCY = table(
    "vacancy",
    field("id", "id", "구인 번호", "구인인증번호", "wantedAuthNo", required=True),
    field("occupation", "code", "직종", "직종코드", "jobsCd", required=True),
    field("region", "category", "근무 지역", "근무지역", "region", required=True),
    field("openings", "integer", "모집 인원", "모집인원", required=True),
    field("posted", "date", "등록일", "구인등록일", "regDt", required=True),
    field("closed", "date", "마감일", "마감일자", "closeDt"),
    field("wage_min", "won", "최소 임금", "최소임금", "minSal"),
    field("wage_max", "won", "최대 임금", "최대임금", "maxSal"),
    field("edu", "category", "학력", "최소학력", "minEdubg"),
    field("career", "category", "경력", "경력", "career"),
)
SENIOR = table(
    "alone",
    field("area_code", "code", "행정동 코드", "행정동코드", "행정기관코드", required=True),
    field("year", "integer", "연도", "연도", "기준연도", required=True),
    field("age_band", "category", "연령대", "연령대"),
    field("count", "integer", "1인가구 노인 수", "독거노인수", "1인가구", required=True),
)
SERVICE = table(
    "service",
    field("name", "text", "시설 이름", "시설명", required=True),
    field("kind", "category", "시설 종류", "시설종류", required=True),
    field("location", "place", "위치", "시설주소", "소재지", required=True, **XY),
    field("capacity", "integer", "정원", "정원", required=True),
    field("users", "integer", "현원", "현원"),
)
INCIDENT = table(
    "incident",
    field("id", "id", "사건 번호", "사건번호", required=True),
    field("agency", "category", "접수 기관", "접수기관", required=True),
    field("received_at", "moment", "접수 일시", "접수일시", required=True),
    field("type", "category", "사건 유형", "사건유형", required=True),
    field("priority", "category", "긴급도", "긴급코드"),
    field("place", "place", "장소", "발생장소", **XY),
    field("dispatched_at", "moment", "출동 일시", "출동일시"),
    field("arrived_at", "moment", "도착 일시", "도착일시", required=True),
    field("closed_at", "moment", "종결 일시", "종결일시"),
)

CONTRACTS = {
    "M2.dispatch": DISPATCH, "M2.center": CENTER, "M2.travel": TRAVEL, "M2.hospital": HOSPITAL, "M1.camera": CAMERA,
    "M1.risk_place": RISK_PLACE, "M3.complaint": COMPLAINT, "M4.fee": FEE, "M4.complex": COMPLEX, "M5.claim": CLAIM,
    "M6.arrears": ARREARS, "M7.vacancy": VACANCY, "M8.alone": SENIOR, "M8.service": SERVICE, "M9.incident": INCIDENT,
}  # fmt: skip

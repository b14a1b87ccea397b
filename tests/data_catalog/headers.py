"""Real-looking headers of public files, with values, and which field each is. Written before the rules were tuned on them."""

from dataclasses import dataclass

from data_catalog.profile import ColumnProfile, Profile
from data_catalog.kinds import Habit

YMD = ("20240301", "20240302", "20240315", "20240401", "20240410")
DASH = ("2024-03-01", "2024-03-02", "2024-03-15", "2024-04-01", "2024-04-10")
DOT = ("2024.3.1", "2024.3.2", "2024.3.15", "2024.4.1", "2024.4.10")
CLOCK = ("09:27:00", "10:05:12", "23:58:40", "00:12:30", "14:45:00")
HMS = ("92700", "100512", "235840", "1230", "144500")
MOMENT = ("2024-03-01 09:27:00", "2024-03-02 10:05:12", "2024-03-15 23:58:40", "2024-04-01 00:12:30", "2024-04-10 14:45:00")
MONTH = ("202403", "202404", "202405", "202406", "202407")
LON = ("127.384548", "127.391204", "127.402117", "127.377001", "127.360942")
LAT = ("36.350412", "36.351877", "36.349020", "36.361250", "36.344871")
TMX = ("234518.31", "235102.77", "236090.12", "233800.55", "231877.40")
TMY = ("316995.82", "317100.04", "316802.91", "318211.38", "316010.66")
CENTER = ("노은119안전센터", "둔산119안전센터", "용전119안전센터", "유천119안전센터", "신탄진119안전센터")
STATION = ("유성소방서", "둔산소방서", "동부소방서", "서부소방서", "대덕소방서")
ADDRESS = ("대전광역시 서구 둔산로 100", "대전광역시 유성구 대학로 99", "대전광역시 중구 중앙로 101", "대전광역시 동구 동대전로 1", "대전광역시 대덕구 대전로 2")
DONG = ("둔산동", "노은동", "은행동", "용전동", "신탄진동")
WON = ("1,204,000", "980,500", "2,310,000", "450,200", "770,000")
SMALL = ("1", "2", "3", "4", "2")
IDS = ("2024000001", "2024000002", "2024000003", "2024000004", "2024000005")
SEX = ("남", "여")
BANDS = ("20대", "30대", "40대", "70대", "80대 이상")
TEXT = ("가로등이 꺼져 있습니다", "불법 주정차 단속 요청드립니다", "소음이 심합니다", "도로가 파였습니다", "쓰레기 무단투기 신고합니다")

# (contract, {header: values}, {field: columns})
Table = tuple[str, dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]
TABLES: list[Table] = [
    (
        "M2.dispatch",
        {
            "연번": IDS, "신고일자": DASH, "신고시간": CLOCK, "출동일자": DASH, "출동시간": CLOCK, "현장도착일자": DASH, "현장도착시간": CLOCK,
            "귀소일자": DASH, "귀소시간": CLOCK, "출동소방서명": STATION, "출동센터명": CENTER, "현장거리(km)": ("1.2", "3.4", "0.8", "5.0", "2.2"),
            "환자연령대": BANDS, "환자성별": SEX, "환자증상": ("복통", "흉통", "고열", "골절", "심정지"), "발생동": DONG,
        },
        {
            "call_at": ("신고일자", "신고시간"), "depart_at": ("출동일자", "출동시간"), "arrive_at": ("현장도착일자", "현장도착시간"),
            "clear_at": ("귀소일자", "귀소시간"), "station": ("출동소방서명",), "center": ("출동센터명",), "distance_km": ("현장거리(km)",),
            "severity": ("환자증상",), "place": ("발생동",),
        },
    ),
    (
        "M2.dispatch",
        {
            "RCPT_NO": IDS, "STTEMNT_DT": MOMENT, "DSPTH_DT": MOMENT, "ARVL_DT": MOMENT, "RETURN_DT": MOMENT, "CNTR_NM": CENTER, "FIRE_STATION_NM": STATION,
            "LOT": LON, "LAT": LAT, "AMBLNC_NO": ("801", "802", "803", "804", "805"), "PTNT_AGE": ("71", "34", "55", "8", "90"),
        },
        {
            "call_at": ("STTEMNT_DT",), "depart_at": ("DSPTH_DT",), "arrive_at": ("ARVL_DT",), "clear_at": ("RETURN_DT",), "center": ("CNTR_NM",),
            "station": ("FIRE_STATION_NM",), "place": ("LOT", "LAT"), "unit": ("AMBLNC_NO",), "age": ("PTNT_AGE",),
        },
    ),
    (
        "M2.center",
        {
            "순번": SMALL, "119안전센터": CENTER, "관할 소방서": STATION, "주소": ADDRESS, "전화번호": ("042-270-1119", "042-270-1120", "042-270-1121"),
            "구급차 보유대수": SMALL, "경도": LON, "위도": LAT,
        },
        {"center": ("119안전센터",), "station": ("관할 소방서",), "ambulances": ("구급차 보유대수",), "location": ("경도", "위도")},
    ),
    (
        "M2.hospital",
        {
            "의료기관명": ("충남대학교병원", "을지대학교병원", "건양대학교병원"), "응급의료기관 구분": ("권역응급의료센터", "지역응급의료센터", "지역응급의료기관"),
            "도로명 주소": ADDRESS, "X좌표": TMX, "Y좌표": TMY,
        },
        {"name": ("의료기관명",), "level": ("응급의료기관 구분",), "location": ("X좌표", "Y좌표")},
    ),
    (
        "M2.travel",
        {"출발센터": CENTER, "도착지역": DONG, "소요시간(분)": ("4.2", "7.9", "11.3", "3.0", "6.6"), "시간대구분": ("00-06", "06-08", "08-11")},
        {"from_id": ("출발센터",), "to_id": ("도착지역",), "minutes": ("소요시간(분)",), "band": ("시간대구분",)},
    ),
    (
        "M1.camera",
        {
            "번호": IDS, "관리기관명": ("대전광역시 서구청", "대전광역시 유성구청"), "소재지도로명주소": ADDRESS, "소재지지번주소": ADDRESS, "설치목적": ("생활방범", "교통단속", "어린이보호"),
            "카메라 대수": SMALL, "화소수(만)": ("200", "130", "41"), "촬영방향": ("360도 전방면", "북측도로 방향", "공원 입구 방향"), "영상 보관기간(일)": ("30", "15", "60"),
            "설치년월": ("2015-06", "2017-11", "2019-03"), "위도": LAT, "경도": LON, "자료기준일": DASH,
        },
        {
            "site_id": ("번호",), "owner": ("관리기관명",), "purpose": ("설치목적",), "camera_count": ("카메라 대수",), "pixels": ("화소수(만)",),
            "facing": ("촬영방향",), "retention_days": ("영상 보관기간(일)",), "installed": ("설치년월",), "location": ("경도", "위도"), "as_of": ("자료기준일",),
        },
    ),
    (
        "M1.camera",
        {
            "MNG_NO": IDS, "MNG_INST_NM": ("서구청", "유성구청"), "LCTN_ROAD_NM_ADDR": ADDRESS, "INSTL_PRPS_SE_NM": ("생활방범", "시설물관리", "다목적"), "CMR_CNT": SMALL,
            "INSTL_YM": MONTH, "WGS84_LAT": LAT, "WGS84_LOT": LON, "DATA_CRTR_YMD": YMD, "TELNO": ("042-288-1000", "042-288-1001"),
        },
        {
            "site_id": ("MNG_NO",), "owner": ("MNG_INST_NM",), "purpose": ("INSTL_PRPS_SE_NM",), "camera_count": ("CMR_CNT",), "installed": ("INSTL_YM",),
            "location": ("WGS84_LOT", "WGS84_LAT"), "as_of": ("DATA_CRTR_YMD",),
        },
    ),
    (
        "M1.risk_place",
        {
            "개방서비스명": ("유흥주점영업",), "관리번호": IDS, "인허가일자": DASH, "영업상태구분코드": ("1", "3"), "영업상태명": ("영업/정상", "폐업"), "소재지전체주소": ADDRESS,
            "도로명전체주소": ADDRESS, "사업장명": ("별빛노래주점", "한밭단란주점", "둔산가요"), "업태구분명": ("룸살롱", "간이주점", "카바레"), "좌표정보(X)": TMX, "좌표정보(Y)": TMY,
        },
        {"name": ("사업장명",), "kind": ("업태구분명",), "location": ("좌표정보(X)", "좌표정보(Y)"), "status": ("영업상태명",)},
    ),
    (
        "M3.complaint",
        {
            "민원번호": IDS, "민원접수일자": DASH, "민원 제목": TEXT, "민원 내용": TEXT, "발생위치": ADDRESS, "처리 담당부서": ("교통정책과", "환경과", "도로과"),
            "진행상태": ("처리완료", "처리중", "접수"), "처리완료일자": DASH, "처리기한일": DASH, "접수채널": ("국민신문고", "전화", "방문"), "민원분류": ("교통", "환경", "도로"), "성별": SEX,
            "연령": BANDS,
        },
        {
            "received_at": ("민원접수일자",), "title": ("민원 제목",), "body": ("민원 내용",), "place": ("발생위치",), "dept": ("처리 담당부서",), "status": ("진행상태",),
            "closed_at": ("처리완료일자",), "due_at": ("처리기한일",), "channel": ("접수채널",), "category": ("민원분류",), "sex": ("성별",), "age_band": ("연령",),
        },
    ),
    (
        "M3.complaint",
        {
            "CVPL_RCPT_DT": MOMENT, "CVPL_TTL": TEXT, "CVPL_CN": TEXT, "PRCS_DEPT_NM": ("교통정책과", "환경과"), "PRCS_STTS_NM": ("완료", "처리중"), "CMPTN_DT": MOMENT,
            "RCPT_ROUTE_NM": ("국민신문고", "전화"), "CVPL_TYPE_NM": ("교통", "환경"), "OCRN_PLC_ADDR": ADDRESS,
        },
        {
            "received_at": ("CVPL_RCPT_DT",), "title": ("CVPL_TTL",), "body": ("CVPL_CN",), "dept": ("PRCS_DEPT_NM",), "status": ("PRCS_STTS_NM",), "closed_at": ("CMPTN_DT",),
            "channel": ("RCPT_ROUTE_NM",), "category": ("CVPL_TYPE_NM",), "place": ("OCRN_PLC_ADDR",),
        },
    ),
    (
        "M4.fee",
        {
            "시도": ("대전광역시",), "시군구": ("서구", "유성구"), "단지코드": ("A30274503", "A30209903", "A30575702"), "단지명": ("한밭아파트", "둔산마을", "노은열매"), "발생년월(YYYYMM)": MONTH,
            "인건비(원)": WON, "청소비(원)": WON, "경비비(원)": WON, "소독비(원)": WON, "승강기유지비(원)": WON, "수선비(원)": WON, "공용난방비": WON, "전용난방비": WON,
            "장기수선충당금 월부과액": WON, "공용관리비 합계": WON,
        },
        {
            "complex_id": ("단지코드",), "month": ("발생년월(YYYYMM)",), "general_labor": ("인건비(원)",), "cleaning": ("청소비(원)",), "guard": ("경비비(원)",),
            "disinfection": ("소독비(원)",), "elevator": ("승강기유지비(원)",), "repair": ("수선비(원)",), "heating_common": ("공용난방비",), "heating_private": ("전용난방비",),
            "reserve_month": ("장기수선충당금 월부과액",), "common_total": ("공용관리비 합계",),
        },
    ),
    (
        "M4.complex",
        {
            "단지코드": ("A30274503", "A30209903", "A30575702"), "아파트명": ("한밭아파트", "둔산마을", "노은열매"), "총세대수": ("512", "1,024", "330"), "동수": ("6", "12", "4"),
            "관리비부과면적(㎡)": ("45,210.33", "88,120.10", "30,002.7"), "사용승인일자": YMD, "난방방식": ("지역난방", "개별난방"), "복도유형": ("계단식", "복도식"), "최고층수(건축물대장상)": ("15", "20", "25"),
            "관리방식": ("위탁관리", "자치관리"),
        },
        {
            "complex_id": ("단지코드",), "name": ("아파트명",), "households": ("총세대수",), "buildings": ("동수",), "area_m2": ("관리비부과면적(㎡)",), "approved": ("사용승인일자",),
            "heating": ("난방방식",), "corridor": ("복도유형",), "floors": ("최고층수(건축물대장상)",), "manager": ("관리방식",),
        },
    ),
    (
        "M5.claim",
        {
            "대체식별번호": IDS, "이직일자": YMD, "이직사유": ("11", "23", "26"), "사업장관리번호(이직)": ("12345678900", "22345678900", "32345678900"), "수급자격 인정일자": YMD,
            "소정급여일수(일)": ("120", "150", "240"), "구직급여일액(원)": ("66,000", "61,568", "63,104"),
        },
        {
            "person_id": ("대체식별번호",), "separated_on": ("이직일자",), "reason": ("이직사유",), "employer_id": ("사업장관리번호(이직)",), "recognized_on": ("수급자격 인정일자",),
            "days": ("소정급여일수(일)",), "daily_won": ("구직급여일액(원)",),
        },
    ),
    (
        "M6.arrears",
        {
            "납세자관리번호": IDS, "개인/법인": ("개인", "법인"), "세목": ("재산세", "자동차세", "지방소득세"), "과세연도": ("2022", "2023", "2024"), "납부기한": YMD, "체납액(원)": WON, "가산금액": WON,
            "소멸시효완성일": YMD,
        },
        {
            "debtor_id": ("납세자관리번호",), "kind": ("개인/법인",), "tax": ("세목",), "year": ("과세연도",), "due": ("납부기한",), "amount": ("체납액(원)",), "surcharge": ("가산금액",),
            "limit_date": ("소멸시효완성일",),
        },
    ),
    (
        "M7.vacancy",
        {
            "구인인증번호": ("K120012403010001", "K120012403010002", "K120012403010003"), "모집직종코드": ("012345", "023456", "034567"), "근무지역명": ("대전 서구", "대전 유성구"), "모집인원수": SMALL, "등록일자": DASH,
            "접수마감일": DASH, "최저임금액": ("9,860", "2,200,000"), "최고임금액": ("12,000", "2,800,000"), "학력": ("무관", "대졸"), "경력구분": ("신입", "경력", "무관"),
        },
        {
            "id": ("구인인증번호",), "occupation": ("모집직종코드",), "region": ("근무지역명",), "openings": ("모집인원수",), "posted": ("등록일자",), "closed": ("접수마감일",),
            "wage_min": ("최저임금액",), "wage_max": ("최고임금액",), "edu": ("학력",), "career": ("경력구분",),
        },
    ),
    (
        "M8.alone",
        {"기준년도": ("2022", "2023", "2024"), "행정동 코드": ("3017051000", "3017052000", "3017053000"), "행정동명": DONG, "연령구분": BANDS, "독거노인 수(명)": ("120", "88", "342")},
        {"area_code": ("행정동 코드",), "year": ("기준년도",), "age_band": ("연령구분",), "count": ("독거노인 수(명)",)},
    ),
    (
        "M8.service",
        {"시설명칭": ("둔산노인복지관", "유성주간보호센터", "중구요양원"), "시설유형": ("노인복지관", "주간보호", "요양원"), "시설 소재지": ADDRESS, "정원(명)": ("120", "40", "60"), "현원(명)": ("98", "39", "51")},
        {"name": ("시설명칭",), "kind": ("시설유형",), "location": ("시설 소재지",), "capacity": ("정원(명)",), "users": ("현원(명)",)},
    ),
    (
        "M9.incident",
        {
            "사건접수번호": IDS, "접수기관명": ("112", "119"), "접수일시": MOMENT, "사건종별": ("교통사고", "화재", "절도"), "긴급코드": ("C0", "C1", "C2"), "발생지 주소": ADDRESS,
            "출동지령일시": MOMENT, "현장도착일시": MOMENT, "종결일시": MOMENT,
        },
        {
            "id": ("사건접수번호",), "agency": ("접수기관명",), "received_at": ("접수일시",), "type": ("사건종별",), "priority": ("긴급코드",), "place": ("발생지 주소",),
            "dispatched_at": ("출동지령일시",), "arrived_at": ("현장도착일시",), "closed_at": ("종결일시",),
        },
    ),
]  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """One field that has a true column."""

    where: str
    field: str
    truth: tuple[str, ...]
    first: tuple[str, ...]
    three: tuple[tuple[str, ...], ...]
    confidence: str


def profile_of(columns: dict[str, tuple[str, ...]], rows: int = 400) -> Profile:
    """A profile as the reader would make it, of a file whose columns hold these values over and over."""
    found = []
    for name, values in columns.items():
        numbers = [float(value.replace(",", "")) for value in values if value.replace(",", "").replace(".", "", 1).isdigit()]
        whole = len(numbers) == len(values)
        low, high = (min(numbers), max(numbers)) if whole else (min(values), max(values))
        distinct = rows if values in (IDS, MOMENT, CLOCK, HMS, LON, LAT, TMX, TMY, ADDRESS, TEXT, WON) else len(set(values))
        found.append(ColumnProfile(name, "text", rows, 0, distinct, values[:5], low, high, (), 1.0, Habit()))
    return Profile(rows, tuple(found))

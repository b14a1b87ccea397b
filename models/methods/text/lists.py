"""Words and endings the word finders know: lists of our own, to be read and changed by whoever knows the language."""

from __future__ import annotations


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split())


# Nouns every complaint has, whatever it is about.
STOP_KO = frozenset(
    _listed("""
    가지 감사 건 것 경우 관계자 관련 귀하 귀하께 그거 나중 내용 노고 다음 답변 당신 대부분 대신 동안 따름 때 때문 말 말씀
    모두 문의 민원 민원인 바 번 본인 부분 부탁 분 불편 사람 사항 생각 선생 선생님 수고 시 식 안녕 어디 여기 여러분 역시 요청
    우리 월 위 이유 이하 일 자체 자신 저희 저 전 점 정도 제 제가 조치 줄 중 쪽 처리 첨부 측 하나 해당 확인 후 희망
    """)
)

STOP_EN = frozenset(
    _listed("""
    a about above after again against all almost also am an and another any anyone are around as ask asked asking at be
    because been before behind being below between both but by call called calls came can cannot come could day did do does
    doing done down during each else even ever every few for from further get gets getting give go goes going got had has
    have having he hello help her here hers him his how i if in into is it its itself just keep know let like look lot made
    make many may me might more most much must my myself near need needs never no nor not now of off often on once one only
    or other our out over own please put quite rather really regarding request requested requests same say see seem she
    should since so some someone something sometimes soon still such take than thank thanks that the their them then there
    these they thing things this those though through to today too toward until up upon us use used using very want wants
    was way we well went were what when where whether which while who whom whose why will with within without would yes yet
    you your yours
    """)
)

# Longest first: the first that fits is taken off.
PARTICLES = tuple(
    sorted(
        _listed("""
    에게서는 에서부터 으로부터 이라도 까지도 에서는 에서도 으로는 으로도 에게는 한테서 이라고 이라는 이지만 이므로 라는 라고
    에게 에서 에는 에도 으로 까지 부터 마다 처럼 보다 조차 마저 밖에 이나 이랑 한테 께서 이다 이며 이고 입니다 인데 들은
    들이 들을 들의 들에게 들도 만을 만이 로는 로도 은 는 이 가 을 를 의 에 와 과 도 만 로 나 랑
    """),
        key=len,
        reverse=True,
    )
)

# Korean words as written that are no nouns, or say nothing alone.
SAYING_NOTHING = frozenset(
    _listed("""
    가장 각각 갑자기 거의 것 것도 것은 것을 것이 것이다 것입니다 결국 계속 과연 관한 그냥 그대로 그런 그런데 그럼 그렇게
    너무나 누구나 다른 다만 다시 당장 대하여 대한 대해 더욱 되는 되어 된다 된다면 드디어 따라 따라서 때는 때도 또는 또한
    때문에 때문 만약 만일 모두 모든 무슨 무엇 물론 바로 반드시 벌써 빨리 사실 사이 서로 수도 수는 스스로 아니 아니라 아닌
    아마 아무 아직 아직도 앞으로 어느 어디 어떤 어떻게 어서 언제 얼마나 여기 여러 역시 오늘 오히려 왜냐하면 위한 위해 위하여
    의한 이것 이것은 이것이 이러한 이런 이렇게 이미 이번 이에 이제 일단 있게 있을 자주 잘못 저는 저도 저희 저희는 전혀 점점
    제가 제발 조금 종종 좋겠 좋은 주로 즉시 지금 직접 참으로 충분히 통한 통해 통하여 특히 필히 하루 하는 하면 한번 함께 항상
    해서 혹시 혹은 훨씬
    """)
)

"""The work-flow of a model as a picture of boxes and arrows, drawn from its manifest; read aloud as a list of stages."""

from __future__ import annotations

from app.parts.markup import plain, tag
from app.session import language, say
from app.texts import pick
from models.kit.contract import Model

_NAMED = 3


def flow_html(model: Model) -> str:
    """Data on top, then the steps stage by stage, then the answers."""
    lang = language()
    inputs = tuple((pick(item.title, lang), pick(item.grain, lang)) for item in model.inputs)
    answers = tuple((pick(item.title, lang), "") for item in model.outputs)
    titles = {item.name: pick(item.title, lang) for item in model.inputs} | {
        table: pick(step.title, lang) for step in model.steps for table in step.tables
    }
    rows = [_stage(say("flow.data"), inputs, "mo-flow-data")]
    steps = {step.name: step for step in model.steps}
    for at, names in enumerate(stages(model), start=1):
        boxes = tuple(
            (pick(steps[name].title, lang), _sources([titles[read] for read in steps[name].reads if read in titles])) for name in names
        )
        rows.append(_stage(say("flow.stage", at=at), boxes, "mo-flow-step"))
    rows.append(_stage(say("flow.answers"), answers, "mo-flow-answer"))
    return tag("ol", *rows, class_="mo-flow")


def stages(model: Model) -> tuple[tuple[str, ...], ...]:
    """The names of the steps, those that can be done at the same time together."""
    made_by = {table: step.name for step in model.steps for table in step.tables}
    depth: dict[str, int] = {}

    def depth_of(name: str) -> int:
        if name not in depth:
            step = next(item for item in model.steps if item.name == name)
            before = {made_by[read] for read in step.reads if read in made_by and made_by[read] != name}
            depth[name] = 1 + max((depth_of(item) for item in before), default=0)
        return depth[name]

    for step in model.steps:
        depth_of(step.name)
    deepest = max(depth.values(), default=0)
    return tuple(tuple(name for name in depth if depth[name] == level) for level in range(1, deepest + 1))


def _sources(titles: list[str]) -> str:
    """What a step reads, the first few by name."""
    different = list(dict.fromkeys(titles))
    if not different:
        return ""
    more = len(different) - _NAMED
    named = ", ".join(different[:_NAMED])
    return say("flow.from_more", sources=named, count=more) if more > 0 else say("flow.from", sources=named)


def _stage(title: str, boxes: tuple[tuple[str, str], ...], kind: str) -> str:
    drawn = (
        tag("li", tag("b", plain(name)), tag("small", plain(about)) if about else "", class_=kind) for name, about in boxes
    )  # fmt: skip
    return tag("li", tag("span", plain(title), class_="mo-flow-title"), tag("ul", *drawn))

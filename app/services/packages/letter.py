"""The request letter (자료요청 공문): what to ask whom for, ready to paste into an official document."""

from __future__ import annotations

from app.texts import text
from models.kit.contract import Model


def request_letter(model: Model, organisation: str, lang: str) -> str:
    """A letter that asks for every table of a model, its columns named, personal data left out."""
    lines = [
        text("letter.to", lang),
        text("letter.subject", lang, title=model.title[lang]),
        "",
        text("letter.opening", lang, organisation=organisation, question=model.question[lang]),
        "",
    ]
    for at, asked in enumerate(model.inputs, start=1):
        columns = [field.title[lang] for field in asked.fields if field.required]
        wished = [field.title[lang] for field in asked.fields if not field.required]
        need = text("letter.required" if asked.required else "letter.wished", lang)
        lines.append(text("letter.table", lang, at=at, title=asked.title[lang], need=need, grain=asked.grain[lang]))
        lines.append(text("letter.columns", lang, columns=", ".join(columns) or "–"))
        if wished:
            lines.append(text("letter.more", lang, columns=", ".join(wished)))
        if asked.holder:
            lines.append(text("letter.holder", lang, holder=asked.holder[lang]))
    lines += ["", text("letter.form", lang), text("letter.personal", lang), text("letter.end", lang)]
    return "\n".join(lines)

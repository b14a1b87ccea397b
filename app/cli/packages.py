"""`modu model …`: the packages there are, new ones, and whether they keep the contract."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from app.cli.saying import print_json, print_said
from app.services.catalogue import contracts
from app.texts import pick, problem_text, text
from connectors.problem import Problem
from models.kit import library


def listed(asked: argparse.Namespace) -> int:
    """Every model by id, and the packages that cannot be read."""
    found, broken = library.models(None), library.broken()
    if asked.json:
        said = [{"id": one.id, "version": one.version, "state": one.state, "title": dict(one.title)} for one in found]
        print_json({"models": said, "broken": [problem.to_json() for problem in broken]})
        return 0
    for model in found:
        print_said(f"{model.id} {model.version} ({model.state}): {pick(model.title, asked.lang)}")
    for problem in broken:
        print_said(problem_text(problem, asked.lang))
    return 0


def new(asked: argparse.Namespace) -> int:
    """A new package in the folder of --in."""
    from models.kit.new import create

    folder = create(asked.name, asked.folder)
    print_said(text("cli.made", asked.lang, folder=str(folder)))
    return 0


def check(asked: argparse.Namespace) -> int:
    """Everything that is wrong, one line each; the exit code says whether anything is."""
    from app.cli import confined
    from models.kit.check import check_at_rest

    folder = _folder(asked.name)
    found = list(check_at_rest(folder))
    # A package that may not be imported is not run either.
    if not found:
        try:
            found = confined.check(folder, asked.minutes)
        except Problem as problem:
            found = [problem_text(problem, asked.lang)]
    if asked.json:
        print_json({"package": folder.name, "faults": found})
    else:
        print_said("\n".join(found) if found else text("cli.keeps", asked.lang, package=folder.name))
    return 2 if found else 0


def cases(asked: argparse.Namespace) -> int:
    """Each known answer, and whether it came out."""
    from app.cli import confined

    outcomes = confined.cases(_folder(asked.name), asked.minutes)
    if asked.json:
        print_json({"cases": [{**one, "holds": not one["said"]} for one in outcomes]})
    else:
        for one in outcomes:
            print_said(f"{'✗' if one['said'] else '✓'} {pick(one['title'], asked.lang)}")
            for line in one["said"]:
                print_said(f"    {line}")
    return 2 if any(one["said"] for one in outcomes) else 0


def contract(asked: argparse.Namespace) -> int:
    """What its inputs must hold, for tools that know the Open Data Contract Standard."""
    said = contracts.of_model(library.load_folder(_folder(asked.name)), asked.lang, asked.input)
    if asked.out is None:
        print_json(said)
        return 0
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print_said(text("cli.contract", asked.lang, file=str(asked.out)))
    return 0


def pack(asked: argparse.Namespace) -> int:
    """The package as one zip."""
    model = library.load_folder(_folder(asked.name))
    out = asked.out or Path(f"{model.id}-{model.version}.zip")
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(library.package_zip(model))
    print_said(text("cli.packed", asked.lang, file=str(out)))
    return 0


def _folder(name: str) -> Path:
    """A package by its model's name, or by its folder."""
    if (Path(name) / "manifest.toml").is_file():
        return Path(name).resolve()
    for root in library.roots():
        if name.isidentifier() and (root / name / "manifest.toml").is_file():
            return root / name
    raise Problem("package.not_found", package=name[:60], near=[model.id for model in library.models(None)])

"""What a tab remembers has one door: `app.session` alone names Streamlit's session state."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def naming(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*.py") if "session_state" in path.read_text(encoding="utf-8")
    )


def test_the_session_alone_names_what_streamlit_keeps_for_a_tab(tmp_path: Path) -> None:
    assert naming(ROOT / "app") == ["session.py"]
    (tmp_path / "past.py").write_text('st.session_state["x"] = 1\n', encoding="utf-8")
    assert naming(tmp_path) == ["past.py"], "one that goes past it is found"

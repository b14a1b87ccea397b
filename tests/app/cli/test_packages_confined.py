"""A package's code runs in a confined process with limits, whatever the command: it reaches nothing of the host, and says why."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from app.cli.main import main
from connectors import confine
from models.kit import library, new
from tests.app.cli.conftest import Command

ROOT = Path(__file__).resolve().parents[3]

_REACHES = """

def _reached() -> list:
    import fcntl, os, signal, socket, subprocess, ctypes, resource

    libc = ctypes.CDLL(None, use_errno=True)
    place = {place!r}
    ways = {{
        "secret": lambda: open(place + "/.ssh/id").read(),
        "home": lambda: os.listdir(place),
        "proc": lambda: open(f"/proc/{{os.getppid()}}/environ").read(),
        "write": lambda: open(place + "/written", "w"),
        "package": lambda: open(__file__, "a"),
        "shm": lambda: open("/dev/shm/modu-left", "w"),
        "link": lambda: os.symlink("/etc", place + "/linked"),
        "rights": lambda: os.chmod(place + "/.ssh/id", 0o777),
        "time": lambda: os.utime(place + "/.ssh/id", (0, 0)),
        "label": lambda: os.setxattr(place + "/.ssh/id", "user.x", b"1"),
        "socket": lambda: socket.socket(),
        "unix": lambda: socket.socket(socket.AF_UNIX),
        "fork": lambda: os.fork() or os._exit(0),
        "program": lambda: subprocess.run(["true"]),
        "signal": lambda: os.kill(os.getppid(), 0),
        "owner": lambda: fcntl.fcntl(os.pipe()[0], fcntl.F_SETOWN, os.getppid()),
        "limits": lambda: resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE, (3, 3)),
        "slower": lambda: os.setpriority(os.PRIO_PROCESS, os.getppid(), 19),
        "shared": lambda: _failed(libc.shmget(0, 4096, 0o1600)),
        "memory": lambda: os.memfd_create("x"),
    }}

    def _failed(number):
        if number < 0:
            raise OSError(ctypes.get_errno())

    reached = []
    for name, way in ways.items():
        try:
            way()
        except (OSError, subprocess.SubprocessError):
            continue
        reached.append(name)
    if "MODU_RECORDS" in os.environ:
        reached.append("environment")
    return reached


_AT_IMPORT = _reached()


def findings(by_desk: pl.DataFrame | None = None) -> list[tuple[str, dict[str, Any]]]:
    return [("kept", {{"visits": 4, "share": 0.75}}), ("slowest", {{"desk": ",".join(_AT_IMPORT + _reached()) or "nothing", "share": 0.5}})]
"""


@pytest.fixture
def package(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package `waiting` that did not come with the product, and a person's secret beside it."""
    (home / ".ssh").mkdir()
    (home / ".ssh" / "id").write_text("secret", "utf-8")
    monkeypatch.setenv("MODU_MODELS", str(tmp_path / "packages"))
    monkeypatch.setenv("MODU_RECORDS", "postgresql://secret")
    return new.create("waiting", tmp_path / "packages")


def _add(file: Path, code: str) -> None:
    file.write_text(file.read_text("utf-8") + code, "utf-8")


def _sample(package: Path, line: str) -> None:
    sample = package / "sample.py"
    text = sample.read_text("utf-8").replace("    lines = [", f"    {line}\n    lines = [", 1)
    sample.write_text(text, "utf-8")


def test_steps_reach_nothing_of_the_host_in_a_run(package: Path, home: Path, tmp_path: Path, command: Command) -> None:
    _add(package / "steps.py", _REACHES.format(place=str(home)))
    before = sorted(path.stat().st_mtime_ns for path in package.rglob("*.py"))
    code, told, wrong = command("run", "waiting", "--sample", "--out", tmp_path / "out")
    assert (code, wrong) == (0, "")
    assert [one["facts"]["desk"] for one in told["findings"] if one["key"] == "slowest"] == ["nothing"]
    assert sorted(path.name for path in home.iterdir()) == [".ssh"]
    assert sorted(path.stat().st_mtime_ns for path in package.rglob("*.py")) == before


@pytest.mark.parametrize("what", ["check", "cases"])
def test_a_package_is_checked_and_proved_where_it_reaches_nothing(package: Path, home: Path, command: Command, what: str) -> None:
    # Past what can be read from the source: a function of a library that writes files under an everyday name.
    _add(package / "sample.py", f"\nimport zipfile\n\nzipfile.ZipFile({str(home / 'written')!r}, 'w')\n")
    code, told, _ = command("model", what, str(package))
    assert code == 2
    assert "PermissionError" in str(told)
    assert not (home / "written").exists()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("while True: pass", {"ko": "시간 0.1분 안에 끝나지", "en": "did not end within 0.1 minutes"}),
        ("kept = [bytearray(b'x' * 1_000_000) for _ in range(100_000)]", {"ko": "메모리 1,500MB를 넘어", "en": "more than the 1,500 MB"}),
        ("import_of_nothing", {"ko": "NameError", "en": "NameError"}),
    ],
)
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_what_takes_too_much_is_ended_and_told_in_one_line(
    package: Path, line: str, said: dict[str, str], lang: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODU_RUN_MEMORY_MB", "1500")
    _sample(package, line)
    minutes = "0.1" if line.startswith("while") else "5"
    assert main(["model", "check", str(package), "--minutes", minutes, "--lang", lang]) == 2
    told = capsys.readouterr().out
    assert said[lang] in told
    assert told.count("\n") <= 3


_THREADS = "import threading; [threading.Thread(target=threading.Event().wait, daemon=True).start() for _ in range(9_000)]"
_FILES = "import os; [open(f'{os.environ[\"TMPDIR\"]}/{n}', 'wb').write(b'x' * 4_000_000) for n in range(500)]"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (_THREADS, {"ko": "한꺼번에 2,000개가 넘는 일을", "en": "more than 2,000 threads"}),
        (_FILES, {"ko": "디스크 200MB를 넘어", "en": "more than the 200 MB of disk"}),
    ],
)
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_threads_and_disk_have_an_end_too(
    package: Path, line: str, said: dict[str, str], lang: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODU_RUN_DISK_MB", "200")
    _sample(package, f"{line}; __import__('time').sleep(30)")
    assert main(["model", "cases", str(package), "--lang", lang]) == 2
    assert said[lang] in capsys.readouterr().err


def test_an_answer_that_package_code_forges_or_withholds_is_no_answer(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _add(package / "sample.py", "\n__import__('os')._exit(3)\n")
    assert main(["model", "cases", str(package), "--lang", "en"]) == 2
    assert "ended without an answer (code 3)" in capsys.readouterr().err


def test_what_a_package_says_does_not_steer_the_terminal(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _add(package / "sample.py", "\nraise ValueError('\\x1b]0;owned\\x07\\x1b[2Jgone')\n")
    main(["model", "cases", str(package)])
    told = capsys.readouterr().out
    assert "gone" in told
    assert "\x1b" not in told


def test_no_code_of_others_runs_in_a_process_that_is_not_held(package: Path) -> None:
    from connectors.problem import Problem

    _add(package / "steps.py", f"\nopen({str(package / 'ran')!r}, 'w')\n")
    with pytest.raises(Problem) as raised:
        library.module(library.load_folder(package), "steps")
    assert raised.value.code == "run.cannot_confine"
    assert not (package / "ran").exists()


def test_a_process_that_has_threads_is_said_to_be_held_by_nothing() -> None:
    stop = threading.Event()
    beside = threading.Thread(target=stop.wait)
    beside.start()
    try:
        assert not confine.confine(reads=[], writes=[]).whole
    finally:
        stop.set()
        beside.join()
    Path("/proc/self/status").read_text()


def test_nothing_is_left_running(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _sample(package, "while True: pass")
    main(["model", "cases", str(package), "--minutes", "0.05"])
    until = time.monotonic() + 5
    while time.monotonic() < until and _working():
        time.sleep(0.1)
    assert not _working()


def _working() -> list[int]:
    """The processes below this one that run Python of ours."""
    return [one.pid for one in psutil.Process().children(recursive=True) if "connectors.held" in " ".join(one.cmdline())]


_WITHOUT_LANDLOCK = """
import ctypes, os, struct, sys
lines = [(0x20, 0, 0, 0), (0x15, 0, 1, 444), (6, 0, 0, 0x00050026), (6, 0, 0, 0x7FFF0000)]
program = b"".join(struct.pack("HBBI", *line) for line in lines)
held = ctypes.create_string_buffer(program, len(program))
libc = ctypes.CDLL(None)
libc.prctl(38, 1, 0, 0, 0)
assert libc.prctl(22, 2, ctypes.create_string_buffer(struct.pack("HxxxxxxP", 4, ctypes.addressof(held)), 16), 0, 0) == 0
os.execv(sys.executable, [sys.executable, "-m", "app", *sys.argv[1:]])
"""


def _without_landlock(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """The command on a kernel that knows no Landlock."""
    asked = [sys.executable, "-c", _WITHOUT_LANDLOCK, *map(str, words)]
    environment = {name: value for name, value in os.environ.items() if name != "MODU_RECORDS"}
    return subprocess.run(asked, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120)


def test_where_the_host_confines_nothing_only_sql_of_others_runs_and_the_doctor_says_so(
    package: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODU_HOME", str(home))
    visits = tmp_path / "대기.csv"
    visits.write_text("접수번호,창구,대기시간(분)\n" + "".join(f"A-{n},{n % 3 + 1}번 창구,{n % 20}\n" for n in range(60)), "utf-8")
    words = ("run", "waiting", "--input", f"visits={visits}", "--out", tmp_path / "out", "--lang", "en")
    ended = _without_landlock(*words)
    assert (ended.returncode, ended.stderr.count("safe confinement")) == (2, 1)
    assert '["Waiting time' not in ended.stdout
    doctor = _without_landlock("doctor", "--lang", "en").stdout
    assert "these models do not run: Waiting time by desk" in doctor
    (package / "steps.py").unlink()
    (package / "sql" / "findings.sql").write_text(
        "-- one row per sentence\nselect 'kept' as key, sum(visits)::bigint as visits, sum(kept) / sum(visits) as share from by_desk\n",
        "utf-8",
    )
    ended = _without_landlock(*words)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "60 visits" in ended.stdout
    assert "Waiting time" not in _without_landlock("doctor", "--lang", "en").stdout

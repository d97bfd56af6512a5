"""Word 97 files by the program catdoc, in a child process with limits of its own (promises 5).

No kept Python library reads this format; catdoc needs 4 ms for a letter and takes its text whole.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import tempfile

SECONDS = 20  # wall clock for one file
_CPU_SECONDS = 10
_MEMORY = 512 * 1024 * 1024
_MAX_OUTPUT = 8 * 1024 * 1024  # bytes: 2 MiB of text in any script
_PATH = "/usr/local/bin:/usr/bin:/bin"


def catdoc_text(data: bytes) -> str:
    """The text of a Word 97 file, lines ended by LF; a paragraph is one line, table cells are joined by a
    tab.

    Raises FileNotFoundError when catdoc is not installed, TimeoutError when it takes too long, ValueError
    when it ends with an error or breaks a limit.
    """
    program = shutil.which("catdoc", path=_PATH)
    if program is None:
        raise FileNotFoundError("catdoc is not installed")
    with tempfile.TemporaryFile() as file, tempfile.TemporaryFile() as text:
        file.write(data)
        file.seek(0)
        _run([program, "-d", "utf-8", "-w"], file.fileno(), text.fileno())
        text.seek(0)
        return text.read().decode("utf-8", "replace")


def _run(command: list[str], reads: int, writes: int) -> None:
    process = subprocess.Popen(
        command,
        stdin=reads,
        stdout=writes,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={"LC_ALL": "C.UTF-8"},
        start_new_session=True,
    )
    try:
        _confine(process.pid)
        status = process.wait(SECONDS)
    except subprocess.TimeoutExpired as error:
        raise TimeoutError(f"catdoc took more than {SECONDS} s") from error
    finally:
        process.kill()
        process.wait()
    if status:
        raise ValueError(f"catdoc ended with status {status}")


def _confine(pid: int) -> None:
    """From outside: `preexec_fn` is not safe in a program with threads."""
    limits = {
        resource.RLIMIT_AS: _MEMORY,
        resource.RLIMIT_CPU: _CPU_SECONDS,
        resource.RLIMIT_FSIZE: _MAX_OUTPUT,
        resource.RLIMIT_CORE: 0,
    }
    for kind, limit in limits.items():
        try:
            resource.prlimit(pid, kind, (limit, limit))
        except ProcessLookupError:  # it is done already
            return

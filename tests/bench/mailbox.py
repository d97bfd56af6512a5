"""A real IMAP server for `catchup`: a private Dovecot, a mailbox full of letters, and the bare way to read it."""

from __future__ import annotations

import asyncio
import email
import email.header
import getpass
import grp
import os
import pwd
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from imapclient import IMAPClient

from tests.bench.letters import write_maildir
from tests.bench.processes import Failed, Process, free_port, python

PASSWORD = "open"
FETCH_AT_ONCE = 100


class Dovecot:
    """A Dovecot of our own on `port`: any user, one password. As root it keeps mail as `nobody`."""

    def __init__(self, folder: Path) -> None:
        """Writes its configuration into `folder`, which other users must be able to enter."""
        program = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
        if not program:
            raise Failed("no dovecot here: install the package dovecot-imapd")
        self.command = [program, "-F", "-c", str(folder / "dovecot.conf")]
        self.folder, self.port = folder, free_port()
        self.owner = pwd.getpwnam("nobody" if os.geteuid() == 0 else getpass.getuser())
        (folder / "dovecot.conf").write_text(self._text(), "utf-8")

    def start(self) -> Process:
        """The server, greeting on `port`."""
        return Process(self.command, self.folder / "log").answers(self.port)

    def fill(self, user: str, mails: Iterable[bytes]) -> None:
        """Puts letters into the INBOX of a user who has none yet."""
        home = self.folder / user
        home.mkdir()
        os.chown(home, self.owner.pw_uid, -1)
        write_maildir(home / "mail", mails, self.owner.pw_uid)

    def _text(self) -> str:
        group = grp.getgrgid(self.owner.pw_gid).gr_name
        internal = (
            ""
            if os.geteuid() == 0
            else f"""
default_internal_user = {self.owner.pw_name}
default_login_user = {self.owner.pw_name}
default_internal_group = {group}
"""
        )
        return f"""{internal}
base_dir = {self.folder}/run
state_dir = {self.folder}/run
log_path = /dev/stderr
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:~/mail
first_valid_uid = 0
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={self.owner.pw_name} gid={group} home={self.folder}/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {self.port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
"""


@contextmanager
def dovecot() -> Iterator[Dovecot]:
    """A running Dovecot. Its folder is a short one that every user may enter: it has sockets, and users."""
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        server = Dovecot(Path(name))
        with server.start():
            yield server


def bare_fetch(port: int, user: str, *, parse: bool) -> tuple[int, float]:
    """How many letters imapclient fetches from an INBOX in batches of 100, and in how many seconds.

    With `parse` each is also parsed the quick way (compat32), its main fields decoded and its texts.
    """
    with IMAPClient("127.0.0.1", port, ssl=False) as client:
        client.login(user, PASSWORD)
        client.select_folder("INBOX", readonly=True)
        uids = client.search()
        began = time.perf_counter()
        for start in range(0, len(uids), FETCH_AT_ONCE):
            for found in client.fetch(uids[start : start + FETCH_AT_ONCE], [b"BODY.PEEK[]"]).values():
                if parse:
                    _parse(found[b"BODY[]"])
        return len(uids), time.perf_counter() - began


def _parse(raw: bytes) -> None:
    message = email.message_from_bytes(raw)
    for name in ("From", "To", "Cc", "Subject", "Message-ID", "Date"):
        email.header.make_header(email.header.decode_header(message.get(name, "")))
    for part in message.walk():
        if part.get_content_maintype() == "text":
            bytes(part.get_payload(decode=True) or b"").decode("utf-8", "replace")


@contextmanager
def far_away(port: int, milliseconds: float, folder: Path) -> Iterator[int]:
    """The server on `port`, as if so long a round trip away; gives the port to use instead."""
    if not milliseconds:
        yield port
        return
    far = free_port()
    command = python("tests.bench.mailbox", str(far), str(port), str(milliseconds / 2000))
    with Process(command, folder / "far.log").answers(far):
        yield far


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float) -> None:
    """Passes bytes on, each piece so many seconds after it came; the last piece is the end."""
    loop = asyncio.get_running_loop()
    on_the_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

    async def arrive() -> None:
        while True:
            due, data = await on_the_way.get()
            await asyncio.sleep(due - loop.time())
            if not data:
                break
            writer.write(data)
            await writer.drain()
        writer.close()

    arriving = asyncio.create_task(arrive())
    while data := await reader.read(1 << 18):
        on_the_way.put_nowait((loop.time() + seconds, data))
    on_the_way.put_nowait((loop.time() + seconds, b""))
    await arriving


async def _proxy(port: int, target: int, seconds: float) -> None:
    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", target)
        await asyncio.gather(
            _carry(reader, far_writer, seconds), _carry(far_reader, writer, seconds), return_exceptions=True
        )

    async with await asyncio.start_server(connected, "127.0.0.1", port) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_proxy(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))

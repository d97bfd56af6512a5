"""The real programs that some tests talk to."""

from __future__ import annotations

import imaplib
import os
import shutil
import socket
import subprocess
import time
from datetime import UTC, datetime, timedelta
from getpass import getuser
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.bench.processes import free_port


def need(program: str) -> str:
    """The path of a program; without it the test is skipped, or fails where peers are required."""
    found = shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin:/usr/local/sbin")
    if not found:
        required = os.environ.get("LIAISONBOT_REQUIRE_PEERS") == "1"
        (pytest.fail if required else pytest.skip)(f"{program} is not installed")
    return found


class Dovecot:
    """A private Dovecot on free loopback ports: any user, password "pw", IMAP with STARTTLS and IMAPS.

    `user` is whose mailbox the methods mean; `settings` are lines for its configuration. To be stopped at the end.
    """

    def __init__(self, folder: Path, settings: str = "") -> None:
        self._program = need("dovecot")
        self.folder, self.settings, self.user = folder, settings, "bot"
        self.port, self.tls_port = free_port(), free_port()
        self._process: subprocess.Popen[bytes] | None = None
        for name in ("run", "home"):
            (folder / name).mkdir()
        if os.getuid() == 0:
            # Dovecot runs its sessions as somebody else than root, who must reach the mail
            for path in (folder, *folder.parents):
                if path.stat().st_mode & 0o001 == 0 and path.owner() == "root" and path != Path("/"):
                    path.chmod(path.stat().st_mode | 0o011)
            shutil.chown(folder / "home", "nobody", "nogroup")
        self.certificate, self._key = certificate(folder)
        (folder / "dovecot.conf").write_text(self._configuration(), "utf-8")
        self.start()

    def _configuration(self) -> str:
        user = "uid=nobody gid=nogroup" if os.getuid() == 0 else f"uid={os.getuid()} gid={os.getgid()}"
        own = "" if os.getuid() == 0 else f"default_login_user={getuser()}\ndefault_internal_user={getuser()}\n"
        return (
            f"{own}base_dir={self.folder}/run\nstate_dir={self.folder}/run\nlog_path={self.folder}/log\nprotocols=imap\n"
            f"listen=127.0.0.1\nssl=yes\nssl_cert=<{self.certificate}\nssl_key=<{self._key}\n"
            "disable_plaintext_auth=no\nmail_location=maildir:~/mail\nfirst_valid_uid=0\n"
            "mail_max_userip_connections=100\nshutdown_clients=yes\npassdb {\n driver=static\n args=password=pw\n}\n"
            f"userdb {{\n driver=static\n args={user} home={self.folder}/home/%u allow_all_users=yes\n}}\n"
            f"service imap-login {{\n chroot =\n inet_listener imap {{\n  port={self.port}\n }}\n"
            f" inet_listener imaps {{\n  port={self.tls_port}\n  ssl=yes\n }}\n}}\n"
            f"service anvil {{\n chroot =\n}}\n{self.settings}\n"
        )

    def start(self) -> None:
        command = [self._program, "-F", "-c", str(self.folder / "dovecot.conf")]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for_port(self.port)

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
            self._process = None

    def connect(self) -> imaplib.IMAP4:
        client = imaplib.IMAP4("127.0.0.1", self.port)
        client.login(self.user, "pw")
        return client

    def append(self, *mails: bytes, folder: str = "INBOX") -> None:
        with self.connect() as client:
            for mail in mails:
                kind, answer = client.append(folder, "", "", mail.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
                assert kind == "OK", answer

    def count(self, folder: str, criterion: str = "ALL") -> int:
        with self.connect() as client:
            kind, answer = client.select(folder, readonly=True)
            assert kind == "OK", answer
            return len(client.search(None, criterion)[1][0].split())


def certificate(folder: Path, name: str = "localhost", *, expired: bool = False) -> tuple[Path, Path]:
    """A throw-away certificate for `name`, which is its own authority, and its key: two PEM files in `folder`."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(hours=-1 if expired else 24))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / f"{name}.pem", folder / f"{name}.key"
    paths[0].write_bytes(signed.public_bytes(Encoding.PEM))
    paths[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return paths


def wait_for_port(port: int, seconds: float = 10) -> None:
    """Returns once somebody listens on `port`; fails the test after `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"nobody listens on port {port}")

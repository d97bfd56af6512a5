"""A private Postfix for tests: its own folders and ports, nothing of the machine's touched."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tests.bench.processes import free_port
from tests.peers import need, wait_for_port


class Postfix:
    """Takes mail on a free loopback port and hands it on: domains of `by_lmtp` to an LMTP port, everything
    else to an SMTP sink. Needs root, as Postfix does."""

    def __init__(self, folder: Path, *, by_lmtp: dict[str, int], sink: int) -> None:
        self._program = need("postfix")
        self.folder, self.port = folder, free_port()
        if os.getuid() != 0:
            import pytest

            pytest.skip("Postfix starts as root only")
        folder.chmod(0o755)
        for name in ("etc", "queue", "data"):
            (folder / name).mkdir()
        shutil.chown(folder / "data", "postfix", "postfix")
        shutil.copytree("/etc/postfix", folder / "etc", dirs_exist_ok=True, symlinks=True)
        routes = ", ".join(f"{{ {domain} = lmtp:inet:127.0.0.1:{port} }}" for domain, port in by_lmtp.items())
        (folder / "etc" / "main.cf").write_text(
            f"compatibility_level = 3.6\nqueue_directory = {folder}/queue\ndata_directory = {folder}/data\n"
            f"maillog_file = /var/log/{folder.name}-postfix.log\nmyhostname = relay.example\nmydestination =\n"
            "inet_interfaces = 127.0.0.1\ninet_protocols = ipv4\nmynetworks = 127.0.0.0/8\nalias_maps =\nalias_database =\n"
            f"relay_domains = {' '.join(by_lmtp)}\ntransport_maps = inline:{{ {routes} }}\nrelay_recipient_maps =\n"
            f"relayhost = [127.0.0.1]:{sink}\ndisable_dns_lookups = yes\nsmtp_dns_support_level = disabled\n"
            "smtpd_relay_restrictions = permit_mynetworks, reject\nlocal_recipient_maps =\n"
            "minimal_backoff_time = 1s\nmaximal_backoff_time = 2s\nqueue_run_delay = 1s\nsmtp_host_lookup = native\n",
            "utf-8",
        )
        master = (folder / "etc" / "master.cf").read_text("utf-8").splitlines()
        lines = [
            f"127.0.0.1:{self.port} inet n - n - - smtpd" if line.startswith("smtp      inet") else line
            for line in master
        ]
        (folder / "etc" / "master.cf").write_text("\n".join(_without_chroot(line) for line in lines) + "\n", "utf-8")
        self._log = Path(f"/var/log/{folder.name}-postfix.log")
        self.start()

    def start(self) -> None:
        """Also again, after a stop: what was queued is still there."""
        self._process = subprocess.Popen(
            [self._program, "-c", str(self.folder / "etc"), "start-fg"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_for_port(self.port, 20)

    @property
    def log(self) -> str:
        return self._log.read_text("utf-8") if self._log.exists() else ""

    def stop(self) -> None:
        subprocess.run(
            [self._program, "-c", str(self.folder / "etc"), "stop"], capture_output=True, timeout=30, check=False
        )
        self._process.terminate()
        self._process.wait(10)
        self._log.unlink(missing_ok=True)


def _without_chroot(line: str) -> str:
    words = line.split()
    if len(words) >= 8 and not line.startswith(("#", " ", "\t")) and words[4] == "y":
        words[4] = "n"
        return " ".join(words)
    return line

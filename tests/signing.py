"""DKIM signatures for tests, with any tags one likes: the product only verifies.

Built on dkimpy's canonical forms and keys made here, so that traps which no signer would set can be laid.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import cache

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa
from dkim.canonicalization import Relaxed

COVERED = ("from", "to", "subject", "date", "message-id")

_Key = rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey


@cache
def rsa_key(bits: int = 2048) -> bytes:
    """A throw-away RSA key as PEM, the same for a whole run."""
    return _pem(rsa.generate_private_key(public_exponent=65537, key_size=bits))


@cache
def ed25519_key() -> bytes:
    """A throw-away Ed25519 key as PEM, the same for a whole run."""
    return _pem(ed25519.Ed25519PrivateKey.generate())


def key_record(key_pem: bytes) -> str:
    """What its domain publishes at `selector._domainkey.domain` (RFC 6376 §3.6.1, RFC 8463)."""
    public = _load(key_pem).public_key()
    if isinstance(public, ed25519.Ed25519PublicKey):
        return f"v=DKIM1; k=ed25519; p={_b64(public.public_bytes_raw())}"
    form = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    return f"v=DKIM1; k=rsa; p={_b64(public.public_bytes(*form))}"


def sign(
    raw: bytes,
    selector: str,
    domain: str,
    key_pem: bytes,
    *,
    covered: Sequence[str] = COVERED,
    algorithm: str = "",
    length: int | None = None,
    tags: Mapping[str, str] | None = None,
) -> bytes:
    """The letter with a DKIM-Signature on top (relaxed/relaxed). `tags` are further ones, such as t and x;
    without t its age is that of the Date. `length` sets l=; `algorithm` overrules the key's own."""
    key = _load(key_pem)
    algorithm = algorithm or ("rsa-sha256" if isinstance(key, rsa.RSAPrivateKey) else "ed25519-sha256")
    headers, body = _split(raw)
    canonical: bytes = Relaxed.canonicalize_body(body)
    digest = hashlib.new(_hash(algorithm), canonical[:length]).digest()
    values = {"v": "1", "a": algorithm, "c": "relaxed/relaxed", "d": domain, "s": selector}
    values |= {"l": str(length)} if length is not None else {}
    values |= {"h": ":".join(covered), "bh": _b64(digest), **(tags or {}), "b": ""}
    field = b" " + "; ".join(f"{key}={value}" for key, value in values.items()).encode()
    signed = _selected(headers, covered) + _relaxed(b"dkim-signature", field).rstrip(b"\r\n")
    signature = _signature(key, signed, algorithm)
    return b"DKIM-Signature:" + field + _b64(signature).encode() + b"\r\n" + raw


def _signature(key: _Key, signed: bytes, algorithm: str) -> bytes:
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(hashlib.sha256(signed).digest())  # RFC 8463 §3: the hash is what is signed
    # The old hash is here to prove that it is refused.
    kind = hashes.SHA1() if _hash(algorithm) == "sha1" else hashes.SHA256()
    return key.sign(signed, padding.PKCS1v15(), kind)


def _selected(headers: list[tuple[bytes, bytes]], covered: Sequence[str]) -> bytes:
    """Each name takes the lowest field of it that is left (RFC 6376 §5.4.2)."""
    left = list(headers)
    found = b""
    for name in covered:
        for number in reversed(range(len(left))):
            if left[number][0].decode().lower() == name:
                found += _relaxed(*left.pop(number))
                break
    return found


def _relaxed(name: bytes, value: bytes) -> bytes:
    ((name, value),) = Relaxed.canonicalize_headers([(name, value)])
    return name + b":" + value


def _split(raw: bytes) -> tuple[list[tuple[bytes, bytes]], bytes]:
    text = re.sub(rb"\r?\n", b"\r\n", raw)
    block, _, body = text.partition(b"\r\n\r\n")
    fields = re.split(rb"\r\n(?![ \t])", block)
    return [(name, value) for name, _, value in (field.partition(b":") for field in fields)], body


def _hash(algorithm: str) -> str:
    return algorithm.rpartition("-")[2]


@cache  # reading an RSA key checks its primes, which takes longer than signing
def _load(key_pem: bytes) -> _Key:
    key = serialization.load_pem_private_key(key_pem, None)
    assert isinstance(key, rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey)
    return key


def _pem(key: _Key) -> bytes:
    form = serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL
    if isinstance(key, ed25519.Ed25519PrivateKey):
        form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return key.private_bytes(*form, serialization.NoEncryption())


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")

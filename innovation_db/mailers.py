"""Where e-mail goes: from the setting `EMAIL_URL` to Django's `MAILERS`, and the folder that stands in for a server.

Writing, keeping and retrying e-mails is `innovation_db/mail.py`.
"""

import re
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.utils import timezone
from django.utils.text import slugify

SECONDS_TO_WAIT = 30
# How each scheme of EMAIL_URL speaks to the server: its usual port, and what encrypts the connection.
SCHEMES: dict[str, tuple[int, dict[str, bool]]] = {
    "smtp": (25, {}),
    "submission": (587, {"use_tls": True}),
    "smtps": (465, {"use_ssl": True}),
}


def mailers(address: str, *, folder: Path) -> dict[str, dict[str, Any]]:
    """Return Django's `MAILERS` for `address`; without one, e-mails become files in `folder`.

    `submission://user:password@mail.example.org:587` (encrypted by STARTTLS), `smtps://…:465` (encrypted from the
    start) or `smtp://…:25` (not encrypted: a server on the same machine). A user name or password with special
    characters is percent-encoded. Raises `ImproperlyConfigured` with what to write instead.
    """
    if not address:
        return {"default": {"BACKEND": "innovation_db.mailers.FolderBackend", "OPTIONS": {"folder": str(folder)}}}
    try:
        parts = urlsplit(address)
        usual_port, encryption = SCHEMES[parts.scheme]
        host, port = parts.hostname, parts.port or usual_port
    except (KeyError, ValueError):
        host = None
    if not host:
        raise ImproperlyConfigured(
            "EMAIL_URL must look like submission://user:password@mail.example.org:587, with smtps:// or smtp:// "
            "for a server that encrypts from the start or not at all."
        )
    options = {"host": host, "port": port, "timeout": SECONDS_TO_WAIT} | encryption
    if parts.username:
        options |= {"username": unquote(parts.username), "password": unquote(parts.password or "")}
    return {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}


class FolderBackend(BaseEmailBackend):
    """Writes each e-mail to `folder` as a file that mail programs open; used where there is no mail server."""

    def __init__(self, *, folder: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.folder = Path(folder)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            recipient = re.sub(r"[^A-Za-z0-9.@-]+", "-", message.to[0] if message.to else "nobody")[:60]
            # The random part: two e-mails of one second, to one address, under one subject.
            name = f"{timezone.localtime():%Y%m%d-%H%M%S} {recipient} {slugify(message.subject)[:60]}"
            path = self.folder / f"{name} {secrets.token_hex(3)}.eml"
            path.write_bytes(message.message().as_bytes())
        return len(email_messages)

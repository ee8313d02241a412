"""The settings: the table names what they read, a bad value is refused in a sentence, a real installation is safe."""

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection


def test_the_table_names_every_variable() -> None:
    code = (Path(settings.BASE_DIR) / "innovation_db" / "settings.py").read_text()
    table = (Path(settings.BASE_DIR) / "docs" / "settings.md").read_text()
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', code)) | set(re.findall(r'"(OIDC_[A-Z_]+)"', code))
    named = set(re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE))
    assert named == read


# A real installation, as its environment says it; nothing of ours listens at the database's address.
PRODUCTION = {
    "DATABASE_URL": "postgres://site:secret@127.0.0.1:9/site",
    "SECRET_KEY": "not-a-secret-" * 5,
    "ALLOWED_HOSTS": "innovation.example.org",
    "EMAIL_URL": "smtp://mail.example.org:587?tls=true",
}


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py with these variables and none that the tests were started with."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "LC_ALL")}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=settings.BASE_DIR, env=kept | environment,
        capture_output=True, text=True, timeout=600,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"DATABASE_URL": "site"}, "DATABASE_URL must"),
        ({"DATABASE_URL": "mysql://a:b@host/site"}, "DATABASE_URL must name a PostgreSQL server"),
        ({"SECRET_KEY": ""}, "Set SECRET_KEY to at least 50 random characters"),
        ({"SECRET_KEY": "short"}, "Set SECRET_KEY to at least 50 random characters"),
        ({"ALLOWED_HOSTS": ""}, "Set ALLOWED_HOSTS to the names the site answers to"),
        ({"DEMO": "1"}, "DEMO has known passwords and must not run on a real database"),
        ({"HTTPS": "perhaps"}, "HTTPS"),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR."),
        ({"EMAIL_URL": "mail.example.org"}, "EMAIL_URL"),
        ({"OIDC_ISSUER": "https://login.example.org"}, "needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET as well"),
        (
            {"OIDC_ISSUER": "http://login.example.org", "OIDC_CLIENT_ID": "site", "OIDC_CLIENT_SECRET": "secret"},
            "OIDC_ISSUER must be an https address",
        ),
    ],
    ids=lambda value: ", ".join(f"{k}={v}" for k, v in value.items()) if isinstance(value, dict) else "",
)
def test_a_bad_value_stops_the_start_with_a_sentence(changed: dict[str, str], sentence: str) -> None:
    done = manage("check", **PRODUCTION | changed)
    assert done.returncode != 0
    assert sentence in done.stderr.strip().splitlines()[-1]


@pytest.mark.django_db
def test_a_real_installation_passes_the_check_for_deployment() -> None:
    """With the tests' own database, because the check asks it what it can do."""
    own = connection.get_connection_params()
    database = {"DATABASE_URL": f"postgres://{own['user']}@/{own['dbname']}?{urlencode({'host': own['host']})}"}
    done = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION | database)
    assert (done.returncode, done.stdout.strip()) == (0, "System check identified no issues (0 silenced)."), done.stderr

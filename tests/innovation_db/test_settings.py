"""The table of settings: that it names what the settings read, no more and no less."""

import re
from pathlib import Path

from django.conf import settings


def test_the_table_names_every_variable() -> None:
    code = (Path(settings.BASE_DIR) / "innovation_db" / "settings.py").read_text()
    table = (Path(settings.BASE_DIR) / "docs" / "settings.md").read_text()
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', code)) | set(re.findall(r'"(OIDC_[A-Z_]+)"', code))
    named = set(re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE))
    assert named == read

"""What LibreOffice makes of our Word file, where it is installed: it opens it unchanged and says what our PDF says."""

import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.board_reports.documents import UPDATE
from tests.board_reports.reading_back import squeezed, word_paragraphs
from tests.board_reports.test_outputs import as_pdf, as_word

OFFICE = shutil.which("soffice")


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed; it is no dependency")
def test_libreoffice_shows_the_same_words_and_numbers(tmp_path: Path) -> None:
    content = as_word(UPDATE)
    (tmp_path / "report.docx").write_bytes(content)
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    subprocess.run(
        [str(OFFICE), profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), "report.docx"],
        cwd=tmp_path, check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    reader = PdfReader(tmp_path / "report.pdf")
    assert reader.root_object["/Lang"] == "en-GB"
    pages = [page.extract_text() for page in reader.pages]
    shown = squeezed("".join(pages))
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page
        assert "Improvement and Innovation Board" in page
    # Every paragraph with the number that Word's lists give it, in the order of the file
    at = 0
    for one in word_paragraphs(content):
        words = squeezed(one.number + re.sub(r"^\[?Bar chart.*|^Line chart.*", "", one.text))
        if not words or one.style in ("Header", "Footer"):
            continue
        found = shown.find(words, at) if len(words) > 12 else shown.find(words)
        assert found >= 0, one
        at = found if len(words) > 12 and one.style != "Table text" else at
    ours = squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(as_pdf(UPDATE))).pages))
    for figure in UPDATE.figures:
        assert shown.count(squeezed(figure.phrase)) >= 1
        assert ours.count(squeezed(figure.phrase)) >= 1

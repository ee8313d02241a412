"""Which Chromium the journeys use: the system's, else Playwright's own, else the distribution's package.

Where there is a choice it is the one without windows: a whole Chromium spends more on windows that nobody sees than
the journeys spend on their pages.

`python -m tests.browser` finds or fetches one and writes where it is to var/setup/browser; it never gives up quietly.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

CHOICE = Path(__file__).resolve().parent.parent / "var" / "setup" / "browser"
OWN = "playwright"  # what the file says when the browser is Playwright's own
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PACKAGES = NAMES[:2]
# As root Chromium refuses its sandbox; the rest keeps it from calling home.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def executable() -> str | None:
    """Return the path of the browser that was chosen, or None for Playwright's own; choose first where nobody did."""
    if not CHOICE.exists():
        subprocess.run([sys.executable, "-m", "tests.browser"], cwd=CHOICE.parent.parent.parent, check=True)
    choice = CHOICE.read_text().strip()
    return None if choice == OWN else choice


def starts(path: str | None) -> bool:
    """Try a browser: open a page and close it."""
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
            browser.new_page().goto("about:blank")
            browser.close()
    except Error:
        return False
    return True


def installed() -> str | None:
    """Return the system's Chromium that starts, if there is one."""
    return next((path for name in NAMES if (path := shutil.which(name)) and starts(path)), None)


def fetch_own() -> bool:
    """Ask Playwright for its own browser; without its download servers this fails."""
    command = [sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"]
    try:
        fetched = subprocess.run(command, capture_output=True, timeout=600).returncode == 0
    except subprocess.TimeoutExpired:
        return False
    return fetched and starts(None)


def fetch_package() -> str | None:
    """Install the distribution's package, as root or with a sudo that asks for nothing."""
    if not shutil.which("apt-get"):
        return None
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    install = ["install", "-y", "-qq", "--no-install-recommends"]
    for arguments in (["update", "-qq"], *([*install, package] for package in PACKAGES)):
        try:
            subprocess.run([*sudo, "apt-get", *arguments], check=True, env=environment, stdout=subprocess.DEVNULL)
        except (OSError, subprocess.CalledProcessError):
            continue  # an older release knows only one of the packages
        if found := installed():
            return found
    return None


def main() -> None:
    print("Looking for a Chromium for the browser journeys …", flush=True)
    choice = installed()
    if choice is None:
        print("None here: asking Playwright for its own …", flush=True)
        choice = OWN if fetch_own() else None
    if choice is None:
        print("Playwright has none to give: installing the distribution's package …", flush=True)
        choice = fetch_package()
    if choice is None:
        sys.exit(
            "The browser journeys need a Chromium and none could be had. Install one (on Debian: apt-get install "
            "chromium) so that `chromium` is on the PATH, then run make test again."
        )
    CHOICE.parent.mkdir(parents=True, exist_ok=True)
    CHOICE.write_text(choice + "\n")


if __name__ == "__main__":
    main()

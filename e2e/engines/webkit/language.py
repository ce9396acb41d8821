"""The language of MiniBrowser, which is that of the C library; made where the system does not have it."""

import subprocess

from e2e.engines.webkit.process import CACHE

_FOLDER = CACHE / "locale"


def environment(locale: str) -> dict[str, str]:
    """Return the variables that make a browser speak a language as « fr-FR »."""
    name = locale.replace("-", "_")
    made = _FOLDER / f"{name}.UTF-8"
    if not made.exists():
        _FOLDER.mkdir(parents=True, exist_ok=True)
        # It warns of some languages and makes them all the same.
        subprocess.run(["localedef", "-i", name, "-f", "UTF-8", made], capture_output=True, check=False)
    return {"LANG": made.name, "LOCPATH": str(_FOLDER)}

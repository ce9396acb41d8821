"""Whether this instance is about to stop, which the proxies in front ask (health.py).

What tells is a byte of memory that all processes of one gunicorn share (gunicorn.conf.py).
"""

import mmap

_flags: list[mmap.mmap] = []


def look_at(flag: mmap.mmap) -> None:
    """Believe this byte from now on."""
    _flags[:] = [flag]


def is_under_way() -> bool:
    """Tell whether the instance is about to stop."""
    return any(flag[0] for flag in _flags)

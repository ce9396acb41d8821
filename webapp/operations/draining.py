"""Whether this instance is about to stop: known to all its processes, and asked by the proxies in front.

The flag is a byte of memory that the processes of one gunicorn share, since they are made by fork.
"""

import mmap

_OPEN, _DRAINING = 0, 1
_flag = mmap.mmap(-1, 1)


def begin() -> None:
    """Tell all processes of this instance that it will stop: no proxy should send anything new."""
    _flag[0] = _DRAINING


def is_under_way() -> bool:
    """Tell whether the instance is about to stop."""
    return _flag[0] == _DRAINING

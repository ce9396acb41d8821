"""The towns that share a French postcode, from an extract that is part of the application (ADDR-1).

It proposes and never refuses: a citizen can always type another town. Source and licence: data/README.md.
"""

import gzip
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType


def towns_for(postcode: str) -> tuple[str, ...]:
    """Return the towns of a French postcode in alphabetical order; none when nobody knows it.

    Spaces are left out: « 97 400 » is a postcode as people write it.
    """
    return _towns().get("".join(postcode.split()), ())


@cache
def _towns() -> Mapping[str, tuple[str, ...]]:
    content = gzip.decompress((files("webapp.signup") / "data" / "communes.tsv.gz").read_bytes()).decode()
    rows = (line.split("\t") for line in content.splitlines())
    return MappingProxyType({postcode: tuple(towns) for postcode, *towns in rows})

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
    towns = _towns().get("".join(postcode.split()))
    return tuple(towns.split("\t")) if towns else ()


@cache
def _towns() -> Mapping[str, str]:
    """Return the towns of each postcode as one text, as their line has them: half the memory of a tuple."""
    content = gzip.decompress((files("webapp.signup") / "data" / "communes.tsv.gz").read_bytes()).decode()
    rows = (line.partition("\t") for line in content.splitlines())
    return MappingProxyType({postcode: towns for postcode, _, towns in rows})

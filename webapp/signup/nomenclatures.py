"""The closed lists a citizen chooses from: diplomas, socio-professional categories, countries.

Each is a tuple of pairs: the code that is kept, the French label that is read.
"""

from importlib.resources import files

from webapp.languages.marks import french

NO_DIPLOMA = "sans"

# The levels are those of the national framework (decree 2019-14); it starts at 3, so the brevet has none.
DIPLOMAS = (
    (NO_DIPLOMA, french("Sans diplôme")),
    ("brevet", french("Diplôme national du brevet (brevet des collèges)")),
    ("3", french("Niveau\u00a03\u00a0: CAP, BEP ou équivalent")),
    ("4", french("Niveau\u00a04\u00a0: baccalauréat, brevet professionnel ou équivalent")),
    ("5", french("Niveau\u00a05\u00a0: bac\u00a0+\u00a02 (BTS, DUT, DEUG) ou équivalent")),
    ("6", french("Niveau\u00a06\u00a0: bac\u00a0+\u00a03 ou 4 (licence, BUT, maîtrise) ou équivalent")),
    ("7", french("Niveau\u00a07\u00a0: bac\u00a0+\u00a05 (master, diplôme d’ingénieur) ou équivalent")),
    ("8", french("Niveau\u00a08\u00a0: doctorat")),
    ("autre", french("Diplôme étranger ou autre diplôme")),
)

# The groups of the PCS 2020 nomenclature, then those who have no profession (Insee).
CATEGORIES = (
    ("1", french("Agriculteurs exploitants")),
    ("2", french("Artisans, commerçants et chefs d’entreprise")),
    ("3", french("Cadres et professions intellectuelles supérieures")),
    ("4", french("Professions intermédiaires")),
    ("5", french("Employés")),
    ("6", french("Ouvriers")),
    ("7", french("Retraités")),
    ("81", french("Chômeurs n’ayant jamais travaillé")),
    ("84", french("Élèves, étudiants")),
    ("85", french("Autres personnes sans activité professionnelle")),
)


def _countries() -> tuple[tuple[str, str], ...]:
    content = (files("webapp.signup") / "data" / "countries.tsv").read_text(encoding="utf-8")
    rows = (line.partition("\t") for line in content.splitlines())
    return tuple((code, name) for code, _, name in rows)


# ISO 3166-1 codes, France first; its overseas territories are France. Source and licence: data/README.md.
COUNTRIES = _countries()

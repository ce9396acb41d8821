"""Passwords that anyone would try first in France: one to three usual words, whatever digits and signs dress them up.

The list of common passwords beside this one (passwords.py) is large and mostly English.
"""

import unicodedata
from functools import cache

# Stands at the end of a password to satisfy a rule, and makes it no harder to guess.
_DRESSING = "0123456789!?.,;:-_*+/#&$€£%@'\"()[]{}<>=~^|\\ "
# A one and an exclamation mark stand for an i or an l.
_SPELLINGS = (str.maketrans("0134578@$€!", "oieastbasei"), str.maketrans("0134578@$€!", "oleastbasel"))
MOST_WORDS = 3

_WORDS = """
motdepasse motdepass motpasse mot de passe mdp secret confidentiel code acces ouvretoi sesame
identifiant identifiants connexion utilisateur administrateur administration admin root invite
bonjour bonsoir bienvenue salut coucou merci voila allo super genial
compte moncompte compteformation moncompteformation formation maformation formationpro cpf service services
public servicepublic francetravail poleemploi emploi travail travailleur retraite ameli carte vitale cartevitale
securite sociale impots franceconnect
azerty azertyuiop azertyui azer qsdf qsdfgh qsdfghjklm wxcv wxcvbn aqwzsx qwerty qwertyuiop abcd abcde abcdef abcdefgh
soleil chouchou doudou loulou loulette choupette choupinette chaton minou minette nounours titi toto tata tonton
poussin poupoune biquette bibiche titine caramel chocolat vanille praline reglisse noisette cerise fraise
cheri cherie monbebe bebe amour monamour jetaime jetaimemonamour jtm bisou bisous calin coeur moncoeur
maman papa mamie papy papi famille mafamille mesenfants enfant enfants soeur frere
princesse prince etoile lune ange tigrou simba doudoune peluche licorne dauphin papillon cheval
marseille paris lyon toulouse nantes bordeaux lille nice rennes strasbourg montpellier bretagne corse provence
france vivelafrance liberte egalite fraternite napoleon olympique allezlom allezlebleus lesbleus psg football foot
rugby vacances plage voiture moto musique guitare cuisine jardin maison
lundi mardi mercredi jeudi vendredi samedi dimanche
janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
printemps ete automne hiver noel
nicolas thomas julien camille isabelle nathalie sandrine stephane sebastien christophe philippe valerie
veronique catherine sylvie caroline aurelie celine pauline charlotte mathilde manon lucas hugo enzo
alexandre maxime antoine guillaume benjamin vincent laurent frederic patrick dominique martine monique
""".split()  # noqa: SIM905 - seventy lines of quotes would not read better


@cache
def _words() -> frozenset[str]:
    return frozenset(_WORDS)


def is_usual(password: str) -> bool:
    """Tell whether a password is made of one to three usual words, with digits and signs around or in their place."""
    return any(_fewest_words(letters) <= MOST_WORDS for letters in _readings(password))


def _readings(password: str) -> set[str]:
    """Return what the password reads as: without accents, case and dressing, and with signs read as letters."""
    folded = "".join(
        character
        for character in unicodedata.normalize("NFKD", password.casefold())
        if not unicodedata.combining(character)
    )
    cores = (folded, folded.rstrip(_DRESSING), folded.strip(_DRESSING))
    spelt = {core.translate(spelling) for core in cores for spelling in _SPELLINGS} | set(cores)
    return {letters for core in spelt if (letters := "".join(filter(str.isalpha, core)))}


def _fewest_words(letters: str) -> int:
    """Return how few words of the list, one after the other, make up the letters; more than three means none do."""
    beyond = MOST_WORDS + 1
    fewest = [0] + [beyond] * len(letters)
    for end in range(1, len(letters) + 1):
        starts = range(max(0, end - _longest()), end)
        counts = [fewest[start] + 1 for start in starts if letters[start:end] in _words()]
        fewest[end] = min([beyond, *counts])
    return fewest[-1]


@cache
def _longest() -> int:
    return max(map(len, _WORDS))

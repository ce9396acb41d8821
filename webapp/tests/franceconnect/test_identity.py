"""What is kept of who connects."""

from webapp.franceconnect.identity import Identity, from_claims

CLAIMS = {
    "sub": "b6048e95",
    "given_name": "Angela",
    "family_name": "DUBOIS",
    "birthdate": "1962-08-24",
    "birthplace": "75107",
    "birthcountry": "99100",
    "gender": "female",
}


def test_place_of_birth_is_not_kept() -> None:
    assert "75107" not in from_claims(CLAIMS).as_json().values()


def test_session_of_a_version_that_kept_more_still_says_who_is_connected() -> None:
    identity = from_claims(CLAIMS)
    assert Identity.from_json(identity.as_json() | {"birth_place": "75107", "birth_country": "99100"}) == identity

"""E-mail addresses: accepted, refused with a reason, compared, and doubted (MAIL-1, FC-1)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webapp.signup import email_address
from webapp.signup.email_address import (
    OTHER_PROVIDERS,
    PROVIDERS,
    EmailAddress,
    InvalidEmail,
    InvalidEmailReason,
)

pytestmark = pytest.mark.requirement("MAIL-1")


def typo(domain: str) -> str | None:
    return email_address.likely_typo(EmailAddress(f"Jean.Martin@{domain}", f"jean.martin@{domain}"))


def problem(typed: str) -> InvalidEmailReason:
    with pytest.raises(InvalidEmail) as caught:
        email_address.parse(typed)
    return caught.value.reason


@pytest.mark.parametrize(
    ("typed", "written", "canonical"),
    [
        ("jean@courriel.fr", "jean@courriel.fr", "jean@courriel.fr"),
        ("Jean.Martin+cpf@Courriel.FR", "Jean.Martin+cpf@courriel.fr", "jean.martin+cpf@courriel.fr"),
        ("o'neil_99@courriel.example", "o'neil_99@courriel.example", "o'neil_99@courriel.example"),
        ("jean@société.fr", "jean@xn--socit-esab.fr", "jean@xn--socit-esab.fr"),
        ("jean@SOCIÉTÉ.fr", "jean@xn--socit-esab.fr", "jean@xn--socit-esab.fr"),
        ("jean@socie\u0301te\u0301.fr", "jean@xn--socit-esab.fr", "jean@xn--socit-esab.fr"),
        ("jean@XN--socit-esab.fr", "jean@xn--socit-esab.fr", "jean@xn--socit-esab.fr"),
        ("  jean@courriel.fr\r\n", "jean@courriel.fr", "jean@courriel.fr"),
        ("\u00a0\ufeffjean@courriel.fr\u200b\u202f", "jean@courriel.fr", "jean@courriel.fr"),
    ],
)
def test_an_address_has_a_form_to_write_to_and_one_to_compare(
    typed: str, written: str, canonical: str
) -> None:
    assert email_address.parse(typed) == EmailAddress(written, canonical)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", InvalidEmailReason.MISSING_AT),
        ("jean.courriel.fr", InvalidEmailReason.MISSING_AT),
        ("@courriel.fr", InvalidEmailReason.LOCAL_PART),
        (".jean@courriel.fr", InvalidEmailReason.LOCAL_PART),
        ("jean.@courriel.fr", InvalidEmailReason.LOCAL_PART),
        ("jean..martin@courriel.fr", InvalidEmailReason.LOCAL_PART),
        ("jean@", InvalidEmailReason.DOMAIN),
        ("jean@courriel", InvalidEmailReason.DOMAIN),
        ("jean@courriel.", InvalidEmailReason.DOMAIN),
        ("jean@.fr", InvalidEmailReason.DOMAIN),
        ("jean@courriel..fr", InvalidEmailReason.DOMAIN),
        ("jean@-courriel.fr", InvalidEmailReason.DOMAIN),
        ("jean@courriel_.fr", InvalidEmailReason.DOMAIN),
        ("jean@localhost", InvalidEmailReason.DOMAIN),
        ("jean@192.0.2.1", InvalidEmailReason.DOMAIN),
        ("jean@martin@courriel.fr", InvalidEmailReason.DOMAIN),
        (f"jean@{'a' * 64}.fr", InvalidEmailReason.DOMAIN),
        ("jean martin@courriel.fr", InvalidEmailReason.CHARACTERS),
        ("jean@courriel .fr", InvalidEmailReason.DOMAIN),
        ("jean@courriel,fr", InvalidEmailReason.DOMAIN),
        ("jéan@courriel.fr", InvalidEmailReason.CHARACTERS),
        ("jеan@courriel.fr", InvalidEmailReason.CHARACTERS),  # a Cyrillic letter
        ('"jean martin"@courriel.fr', InvalidEmailReason.CHARACTERS),
        ("Jean <jean@courriel.fr>", InvalidEmailReason.CHARACTERS),
        ("jean@[192.0.2.1]", InvalidEmailReason.DOMAIN),
        ("jean@courriel.fr,martin@courriel.fr", InvalidEmailReason.DOMAIN),
        ("jean\x00@courriel.fr", InvalidEmailReason.CHARACTERS),
        ("jean@cour\u202eriel.fr", InvalidEmailReason.DOMAIN),
        ("jean@courriel.fr\nBcc: martin@courriel.fr", InvalidEmailReason.DOMAIN),
        ("\ud800@courriel.fr", InvalidEmailReason.CHARACTERS),
        (f"{'a' * 65}@courriel.fr", InvalidEmailReason.TOO_LONG),
        (f"jean@{'a.' * 125}fr", InvalidEmailReason.TOO_LONG),
        ("@" * 10_000, InvalidEmailReason.TOO_LONG),
    ],
)
def test_what_is_no_address_is_refused_with_its_reason(typed: str, expected: InvalidEmailReason) -> None:
    assert problem(typed) == expected


def test_the_longest_local_part_is_accepted() -> None:
    assert email_address.parse(f"{'a' * 64}@courriel.fr").written.startswith("a" * 64)


@settings(deadline=None)
@given(
    st.one_of(st.emails(), st.text(), st.text().map("{}@courriel.fr".format), st.text().map("jean@{}".format))
)
def test_whatever_is_typed_gives_an_ascii_address_or_a_reason(typed: str) -> None:
    try:
        written = email_address.parse(typed).written
    except InvalidEmail as error:
        written = error.reason.value

    assert written.isascii()


@settings(deadline=None)
@given(st.emails())
def test_an_address_written_is_read_again_the_same(typed: str) -> None:
    try:
        address = email_address.parse(typed)
    except InvalidEmail:
        return

    assert email_address.parse(address.written) == address


@pytest.mark.parametrize(
    ("domain", "meant"),
    [
        ("gmial.com", "gmail.com"),
        ("gmai.com", "gmail.com"),
        ("gmaill.com", "gmail.com"),
        ("gnail.com", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("gmail.fr", "gmail.com"),
        ("gmail.co", "gmail.com"),
        ("gmial.con", "gmail.com"),
        ("hotmial.fr", "hotmail.fr"),
        ("hotmal.com", "hotmail.com"),
        ("hotmaill.fr", "hotmail.fr"),
        ("homtail.fr", "hotmail.fr"),
        ("orange.ft", "orange.fr"),
        ("oragne.fr", "orange.fr"),
        ("wandoo.fr", "wanadoo.fr"),
        ("wanado.fr", "wanadoo.fr"),
        ("laposte.ent", "laposte.net"),
        ("lapsote.net", "laposte.net"),
        ("free.rf", "free.fr"),
        ("sfr.ft", "sfr.fr"),
        ("yaho.fr", "yahoo.fr"),
        ("yhaoo.fr", "yahoo.fr"),
        ("outlok.fr", "outlook.fr"),
        ("outloook.com", "outlook.com"),
        ("iclod.com", "icloud.com"),
    ],
)
def test_a_misspelled_provider_is_pointed_out(domain: str, meant: str) -> None:
    assert typo(domain) == f"Jean.Martin@{meant}"


@pytest.mark.parametrize("domain", [*PROVIDERS, *sorted(OTHER_PROVIDERS)])
def test_a_known_provider_is_never_doubted(domain: str) -> None:
    assert typo(domain) is None


@pytest.mark.parametrize(
    "domain",
    ["courriel.example", "ac-paris.fr", "sncf.fr", "sfp.fr", "freq.fr", "caf.fr", "gmx.org", "poste.net",
     "live.org", "univ-lille.fr", "edf.fr", "xn--socit-esab.fr", "orange.sn", "yahoo.co.jp", "lire.fr",
     "vive.fr", "frere.fr", "", "com", "é.fr"],
)  # fmt: skip
def test_another_domain_is_not_doubted(domain: str) -> None:
    assert typo(domain) is None


@pytest.mark.parametrize(
    ("typed", "mailbox"),
    [
        ("Jean.Martin@exemple.fr", "jean.martin@exemple.fr"),
        ("jean.martin+1@exemple.fr", "jean.martin@exemple.fr"),
        ("jean+a+b@EXEMPLE.fr", "jean@exemple.fr"),
        ("Jean.Martin+liste@gmail.com", "jeanmartin@gmail.com"),
        ("j.e.a.n.martin@googlemail.com", "jeanmartin@gmail.com"),
        ("+liste@exemple.fr", "+liste@exemple.fr"),
    ],
)
def test_spellings_that_reach_one_mailbox_are_counted_as_one(typed: str, mailbox: str) -> None:
    assert email_address.parse(typed).mailbox == mailbox


def test_sub_addresses_of_one_mailbox_stay_addresses_of_their_own() -> None:
    assert email_address.parse("jean+1@exemple.fr").canonical != email_address.parse("jean+2@exemple.fr").canonical


@settings(deadline=None)
@given(st.text())
def test_a_proposal_is_always_a_known_provider(domain: str) -> None:
    proposal = typo(domain) or f"Jean.Martin@{PROVIDERS[0]}"

    assert proposal.removeprefix("Jean.Martin@") in PROVIDERS

"""Settings of a deployment: what the application reads of the environment.

Every setting is an environment variable of the same name in capitals. Secrets have no default: a
process without them does not start. Units stand in the names.

Read elsewhere: PROMETHEUS_MULTIPROC_DIR, by Prometheus' library and operations/metrics.py; WEB_PROCESS_NUMBER, which
gunicorn.conf.py sets, there too; PGPASSWORD, where DATABASE_URL holds no password, by operations/backup.py, and by
PostgreSQL's library like all that begins with PG.
"""

import base64
import binascii
from email.utils import getaddresses
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from email_validator import validate_email
from limits import parse_many
from pydantic import AfterValidator, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from webapp.languages.marks import french

KEY_BYTES = 32
HIGHEST_KEY_ID = 255
MINIMUM_DISTINCT_BYTES = 16
# OWASP's floor for argon2id: 19 MiB, two passes, one lane (Password Storage Cheat Sheet).
MINIMUM_ARGON2_MEMORY_KIB = 19_456
MINIMUM_ARGON2_TIME_COST = 2
MINIMUM_TOKEN_CHARACTERS = 32


def strong_key(encoded: SecretStr) -> SecretStr:
    """Refuse a key that is not 32 random-looking bytes in base64.

    Raises:
        ValueError: the key is no base64, is too short, or repeats itself.

    """
    try:
        key = base64.urlsafe_b64decode(encoded.get_secret_value())
    except (binascii.Error, ValueError) as error:
        raise ValueError("une clé s’écrit en base64 (variante URL)") from error
    if len(key) < KEY_BYTES:
        raise ValueError(f"une clé compte au moins {KEY_BYTES} octets")
    if len(set(key)) < MINIMUM_DISTINCT_BYTES:
        raise ValueError("cette clé se répète : tirez-la au hasard")
    return encoded


def readable_limit(rules: str) -> str:
    """Refuse rules that the « limits » library cannot read: each sign-up would fail on them, and nothing before.

    Raises:
        ValueError: a rule is none.

    """
    try:
        parse_many(rules)
    except ValueError as error:
        raise ValueError("une limite s’écrit « 5 per 15 minutes; 30 per day »") from error
    return rules


def sender(written: str) -> str:
    """Refuse a sender that no mail can have: each sign-up would wait for its code, and none would arrive.

    Raises:
        ValueError: it is not one address, with a name or without, in ASCII letters as mail servers read it.

    """
    try:
        ((_, address),) = getaddresses([written])
        address.encode("ascii")
        validate_email(address, check_deliverability=False, globally_deliverable=False)
    except ValueError as error:
        raise ValueError(
            "un expéditeur s’écrit « Nom <adresse@domaine.fr> », un nom avec une virgule entre guillemets droits, un "
            "domaine accentué sous sa forme « xn-- »"
        ) from error
    return written


StrongKey = Annotated[SecretStr, AfterValidator(strong_key)]
Rules = Annotated[str, AfterValidator(readable_limit)]


def key_bytes(encoded: SecretStr) -> bytes:
    """Return the bytes of a key that :func:`strong_key` accepted."""
    return base64.urlsafe_b64decode(encoded.get_secret_value())


class Settings(BaseSettings):
    """What differs from one deployment to another.

    Raises:
        pydantic.ValidationError: a value is missing, malformed, or too weak for production.

    """

    model_config = SettingsConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    environment: Literal["production", "development"] = "production"
    base_url: str = "http://127.0.0.1:8000"
    # How many proxies write X-Forwarded-For. Production has to say it: behind a proxy that is not counted, all citizens
    # come from one network, and its limits close the service to them.
    trusted_proxies: int = Field(default=0, ge=0, le=5)
    maintenance: bool = False

    # Secrets. ENCRYPTION_KEYS is "2:<key>,1:<key>": the first seals, the others still open.
    secret_keys: Annotated[tuple[StrongKey, ...], NoDecode] = Field(min_length=1)
    encryption_keys: Annotated[dict[int, StrongKey], NoDecode] = Field(min_length=1)
    index_key: StrongKey

    # SQLite, or postgresql://user:password@host/name for several instances.
    database_url: str = Field(default="sqlite:///var/inscription.db", repr=False)
    # Of each process: PostgreSQL's connections, how long one is waited for, and how long a statement may take.
    database_pool_size: int = Field(default=8, ge=2, le=100)
    database_pool_timeout_seconds: float = Field(default=5.0, gt=0, le=60)
    database_statement_timeout_seconds: float = Field(default=10.0, gt=0, le=60)
    # The queue: a file beside SQLite; tables of PostgreSQL; or Redis, where REDIS_URL names one.
    queue_path: str = "var/file-attente.db"
    # redis://…, or rediss://… over TLS: the queue and the limits. Both do without it while it is gone.
    redis_url: SecretStr = SecretStr("")
    redis_timeout_seconds: float = Field(default=2.0, gt=1, le=10)

    smtp_host: str = "127.0.0.1"
    smtp_port: int = Field(default=1025, ge=1, le=65_535)
    smtp_security: Literal["none", "starttls", "tls"] = "none"
    smtp_username: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_timeout_seconds: float = Field(default=10.0, gt=0, le=60)
    # Mails that a worker hands over at the same time.
    mail_threads: int = Field(default=2, ge=1, le=64)
    mail_from: Annotated[str, AfterValidator(sender)] = "Compte Formation <ne-pas-repondre@compte-formation.example>"

    argon2_memory_kib: int = MINIMUM_ARGON2_MEMORY_KIB
    argon2_time_cost: int = MINIMUM_ARGON2_TIME_COST

    # Limits, in the notation of the « limits » library; docs/limits.md says what each is for. A network is an IPv4
    # address or the /64 of an IPv6 one, a neighbourhood the /24 or the /48 around it, an address a mail address.
    # Sign-ups that were begun and whose code was not given yet, but for the mail address: those begun.
    signup_network_limit: Rules = "20 per 10 minutes"
    signup_neighbourhood_limit: Rules = "200 per 10 minutes"
    signup_global_limit: Rules = "150000 per hour"
    signup_address_limit: Rules = "10 per day"
    code_mail_limit: Rules = "15 per day"
    # Security controls copied wrongly.
    control_network_limit: Rules = "60 per 10 minutes"
    # Sign-ups of those who can use neither the image nor the sound; they count for the limits above too.
    without_control_network_limit: Rules = "3 per hour; 10 per day"
    without_control_address_limit: Rules = "2 per day"
    # Mails to the owner of a number with which somebody else signs up.
    owner_warning_limit: Rules = "4 per day"
    sign_in_number_network_limit: Rules = "5 per 15 minutes; 30 per day"
    # These do not hold for a number on a network that it has signed in from before.
    sign_in_number_limit: Rules = "50 per day"
    # Wrong sign-ins alone.
    sign_in_network_limit: Rules = "100 per hour"
    sign_in_neighbourhood_limit: Rules = "500 per hour"
    sign_in_global_limit: Rules = "150000 per hour"
    franceconnect_number_limit: Rules = "10 per day"
    # Downloads of what is recorded of an account: each is written into the journal.
    export_limit: Rules = "10 per hour"

    # FranceConnect+ (level plus) or FranceConnect (standard). Without a client id neither is offered.
    franceconnect_level: Literal["plus", "standard"] = "plus"
    franceconnect_issuer: str = ""
    franceconnect_client_id: str = ""
    franceconnect_client_secret: SecretStr = SecretStr("")
    # A JWK set of private keys: the first is published, the others still decrypt (rotation).
    franceconnect_encryption_keys: SecretStr = SecretStr("")
    franceconnect_timeout_seconds: float = Field(default=5.0, gt=0, le=30)

    # How long an account stays open without activity, and however active.
    account_idle_minutes: int = Field(default=30, ge=1, le=24 * 60)
    account_session_hours: int = Field(default=12, ge=1, le=24)

    # Prometheus brings it as « Authorization: Bearer … ». Without it there is no /metrics.
    metrics_token: SecretStr = SecretStr("")

    # Tags of the languages to offer, separated by spaces; all those of the folder where none is named. French is there.
    languages: Annotated[tuple[str, ...], NoDecode] = ()
    translations: Path = Path(__file__).parent / "translations"

    # dsfr is the State's own design, for its services alone (README.md); its files stand in a folder of their version.
    theme: Literal["neutral", "dsfr"] = "neutral"
    dsfr_folder: Path = Path("var/dsfr")

    # What the pages say of the service that publishes them.
    service_name: str = "Compte Formation"
    official: bool = False
    publisher: str = french("Éditeur à préciser par l’organisme qui met le service en ligne")
    hosting_provider: str = french("Hébergeur à préciser par l’organisme qui met le service en ligne")
    contact_email: str = "assistance@compte-formation.example"
    # The signed result that « python -m accessibility.audit publish » wrote; "" is the file that travels with the code.
    accessibility_statement: str = ""

    @field_validator("secret_keys", mode="before")
    @classmethod
    def _split_secret_keys(cls, value: Any) -> Any:
        return tuple(part.strip() for part in value.split(",")) if isinstance(value, str) else value

    @field_validator("languages", mode="before")
    @classmethod
    def _split_languages(cls, value: Any) -> Any:
        return tuple(value.split()) if isinstance(value, str) else value

    @field_validator("base_url")
    @classmethod
    def _base_url_ends_without_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _database_is_one_of_two(cls, value: str) -> str:
        # « postgres:// » would reach PostgreSQL, with a queue of its own on each machine.
        if not value.startswith(("sqlite://", "postgresql://", "postgresql+psycopg://")):
            raise ValueError("DATABASE_URL commence par sqlite:/// ou postgresql://")
        return value

    @field_validator("encryption_keys", mode="before")
    @classmethod
    def _split_encryption_keys(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        pairs = [part.strip().partition(":") for part in value.split(",")]
        # Said here: pydantic would name the wrong identifier, and without one that is the key.
        if not all(identifier.isdecimal() for identifier, _, _ in pairs):
            raise ValueError("une clé de chiffrement s’écrit « numéro:clé »")
        numbers = [int(identifier) for identifier, _, _ in pairs]
        if len(set(numbers)) < len(numbers):
            raise ValueError("deux clés de chiffrement ont le même numéro : celle qui sert devrait en avoir un nouveau")
        return {identifier: key for identifier, _, key in pairs}

    @field_validator("encryption_keys")
    @classmethod
    def _key_ids_fit_one_byte(cls, value: dict[int, StrongKey]) -> dict[int, StrongKey]:
        if not all(0 < identifier <= HIGHEST_KEY_ID for identifier in value):
            raise ValueError(f"un numéro de clé va de 1 à {HIGHEST_KEY_ID}")
        return value

    @model_validator(mode="after")
    def _production_is_strict(self) -> Self:
        if self.environment != "production":
            return self
        if not self.is_https:
            raise ValueError("en production, BASE_URL commence par https://")
        if "trusted_proxies" not in self.model_fields_set:
            raise ValueError("en production, TRUSTED_PROXIES est à préciser : 0 si rien n’est devant le service")
        if self.argon2_memory_kib < MINIMUM_ARGON2_MEMORY_KIB:
            raise ValueError(f"en production, ARGON2_MEMORY_KIB vaut au moins {MINIMUM_ARGON2_MEMORY_KIB}")
        if self.argon2_time_cost < MINIMUM_ARGON2_TIME_COST:
            raise ValueError(f"en production, ARGON2_TIME_COST vaut au moins {MINIMUM_ARGON2_TIME_COST}")
        if 0 < len(self.metrics_token.get_secret_value()) < MINIMUM_TOKEN_CHARACTERS:
            raise ValueError(f"en production, METRICS_TOKEN compte au moins {MINIMUM_TOKEN_CHARACTERS} caractères")
        return self

    @property
    def offers_franceconnect(self) -> bool:
        """Whether citizens may sign in through FranceConnect+ or FranceConnect."""
        return bool(self.franceconnect_client_id)

    @property
    def franceconnect_name(self) -> str:
        """The name of the provider, as citizens read it."""
        return "FranceConnect+" if self.franceconnect_level == "plus" else "FranceConnect"

    @property
    def franceconnect_redirect_uri(self) -> str:
        """Where FranceConnect sends the browser back to, as registered there."""
        return f"{self.base_url}/franceconnect/retour"

    @property
    def franceconnect_logout_uri(self) -> str:
        """Where FranceConnect sends the browser back to after its session was ended, as registered there."""
        return f"{self.base_url}/franceconnect/sortie"

    @cached_property
    def is_https(self) -> bool:
        """Whether citizens reach the service over TLS."""
        return urlsplit(self.base_url).scheme == "https"

    @cached_property
    def host(self) -> str:
        """The host name (and port) that citizens type, the only one that is answered."""
        return urlsplit(self.base_url).netloc

"""What a test may need of a browser under Playwright, beyond pages and what one does with them."""

from enum import StrEnum


class Capability(StrEnum):
    """Named in ``@pytest.mark.needs``: where an engine lacks it, the test is skipped with the engine's reason."""

    BLOCKED_COOKIES = "blocked_cookies"
    """Its own setting keeps out every cookie."""

    DOUBLE_CLICK = "double_click"
    """The second press of a double click meets the same page as the first, however fast the service answers."""

    EMULATED_COLOURS = "emulated_colours"
    """A page that is open can be shown as to those who asked for dark pages."""

    FORCED_COLOURS = "forced_colours"
    """A page that is open can be shown in colours that the system imposes."""

    INPUT_METHOD = "input_method"
    """A word can be typed as with an input method: it changes in its field until it is confirmed."""

    INSTALLATION = "installation"
    """It tells what keeps it from installing the service as an application."""

    LETTER_SIZE = "letter_size"
    """Its own setting lets no letter be small."""

    LOCALE = "locale"
    """One of its contexts can ask pages for another language than the others do."""

    OFFLINE = "offline"
    """Its network can be cut."""

    PASSWORD = "password"
    """It gives the password that a server asks for before its pages."""

    REAL_ZOOM = "real_zoom"
    """Its own zoom can be set."""

    SENT_FORM = "sent_form"
    """What a form sends is told while it is on its way."""

    SERVICE_WORKER = "service_worker"
    """A service worker that a page has sent away is gone while the page stands."""

    TOUCH = "touch"
    """It can be tapped."""

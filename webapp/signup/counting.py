"""What a sign-up that begins counts for in the limits, and what it gives back once its address is confirmed."""

from webapp.security.limits import Event, neighbourhood_of
from webapp.signup.visit import Visit


def count_signup(visit: Visit, address: str) -> None:
    """Count a sign-up that begins, by its mailbox: what one network used up is not taken from those around it."""
    settings, limits, network = visit.services.settings, visit.services.limits, visit.network
    limits.hit_in_turn(
        Event(settings.signup_network_limit, "signup-network", network),
        Event(settings.signup_neighbourhood_limit, "signup-neighbourhood", neighbourhood_of(network)),
        Event(settings.signup_address_limit, "signup-address", address),
        Event(settings.code_mail_limit, "code-mail", address),
        Event(settings.signup_global_limit, "signup-global"),
    )


def count_signup_without_control(visit: Visit, address: str) -> None:
    """Count a sign-up of somebody who can use neither the image nor the sound, for its own limits and all others.

    The code that is mailed next is their proof; what the control would slow down, these limits do.
    """
    settings, limits = visit.services.settings, visit.services.limits
    limits.hit(settings.without_control_network_limit, "without-control-network", visit.network)
    limits.hit(settings.without_control_address_limit, "without-control-address", address)
    count_signup(visit, address)


def uncount_signup(visit: Visit) -> None:
    """Give the place of a sign-up back whose address is confirmed: those behind a shared network keep theirs."""
    settings, limits, network = visit.services.settings, visit.services.limits, visit.network
    limits.give_back(
        Event(settings.signup_network_limit, "signup-network", network),
        Event(settings.signup_neighbourhood_limit, "signup-neighbourhood", neighbourhood_of(network)),
        Event(settings.signup_global_limit, "signup-global"),
    )

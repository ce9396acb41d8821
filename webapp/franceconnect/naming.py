"""What citizens read as the provider's name: FranceConnect+ and FranceConnect are two services, and a site has one."""

from werkzeug.local import LocalProxy

from webapp.current import services

FRANCECONNECT = LocalProxy(lambda: services().settings.franceconnect_name)

"""Chooses the target: the service that the suite starts, or a deployment named with --base-url. A pytest plugin.

Of a deployment, tests that send forms are left out unless --destructive allows them.
"""

from collections.abc import Generator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from e2e import catalogue, configuration, deployment, engines
from e2e.engines import Capability
from e2e.engines.reach import LOOPBACK
from e2e.report import deselection
from e2e.report.results import OF_OUR_OWN, UNSEEN
from e2e.targets import Target, access, surroundings
from e2e.targets.guard import Barrier, Guard, named_hosts, with_resolved
from e2e.targets.people import Newcomers
from fixtures.personas import People

READ_ONLY = "read_only"
# What is heard by a screen reader, and the documents, are about our own service.
ON_A_SERVICE = (catalogue.SUITE, Path("accessibility/tests/test_states.py"))
OWN = "own"
SENDS = "it sends forms to a deployment, which --destructive allows"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("conformance").addoption(
        "--destructive",
        action="store_true",
        help="with --base-url: run the tests that make accounts and send mails too",
    )
    parser.getgroup("conformance").addoption(
        "--own",
        action="store_true",
        help="with --base-url: run the tests of how our own service does it too",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Take the address of a deployment from the file where the command line has none."""
    config.addinivalue_line("markers", "read_only: it reads pages and sends no form")
    config.addinivalue_line("markers", f"{OWN}: it is about how our own service does it, and others need not")
    if any(catalogue.concerns(config, folder) for folder in ON_A_SERVICE) and not remote_url(config):
        config.option.base_url = deployment.read().url or None


def pytest_sessionstart(session: pytest.Session) -> None:
    """Have the browsers find the hosts of a deployment, and end the run where what surrounds it is not as was said."""
    config, url = session.config, remote_url(session.config)
    if not url:
        return
    _hold_to_address(url)
    if deployment.read().user:
        _hold_to_engines_that_enter(config)
    _resolve(hosts(config))
    if not hasattr(config, "workerinput") and not config.option.collectonly:
        surroundings.ask_service(deployment.read(), url)
        if deployment.read().clock == "faketime" and config.getoption("numprocesses", default=None):
            raise pytest.UsageError("one clock is moved for all: with faketime, leave -n out")
        if config.getoption("--destructive"):
            surroundings.ask_mailbox(deployment.read())


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what a deployment is not asked for."""
    if not remote_url(config):
        return
    ours = [item for item in items if item.get_closest_marker("machinery")]
    if not config.getoption("--own"):
        # Skipped, they would leave their requirements proved in part, and nothing could mend that.
        own = [item for item in items if item.get_closest_marker(OWN) and item not in ours]
        deselection.note(config, dict.fromkeys(own, OF_OUR_OWN))
        ours += own
    config.hook.pytest_deselected(items=ours)
    items[:] = [item for item in items if item not in ours]
    if not config.getoption("--destructive"):
        for item in items:
            is_about_it = catalogue.requirements_of(item) or "target" in getattr(item, "fixturenames", ())
            if is_about_it and not item.get_closest_marker(READ_ONLY):
                item.add_marker(pytest.mark.skip(reason=SENDS))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note on a test what of it nobody could look at."""
    had = getattr(item, "funcargs", None) or {}
    if call.when == "call" and "target" in had:
        unseen = had["target"].unseen
        item.user_properties.extend((UNSEEN, reason) for reason in unseen)
        unseen.clear()
    return (yield)


def remote_url(config: pytest.Config) -> str:
    """Return the address of the deployment under test; empty for the service that the suite starts."""
    return config.getoption("base_url", default=None) or ""


def hosts(config: pytest.Config) -> frozenset[str]:
    """Return the hosts that browsers may ask."""
    url = remote_url(config)
    return named_hosts(url, deployment.read().hosts) if url else LOOPBACK


def context_options(config: pytest.Config) -> dict[str, Any]:
    """Return what browser contexts need to enter."""
    url = remote_url(config)
    return access.context_options(deployment.read(), url) if url else {}


def target(config: pytest.Config) -> Target:
    """Return what is tested."""
    patience = configuration.read().patience_seconds
    if remote_url(config):
        from e2e.targets.remote import RemoteTarget  # noqa: PLC0415 - one of the two is needed

        return RemoteTarget(remote_url(config), deployment.read(), patience)
    from e2e.targets.local import LocalTarget  # noqa: PLC0415 - as above

    return LocalTarget(patience)


def people(config: pytest.Config) -> People | Newcomers:
    """Return who signs up there."""
    if not remote_url(config):
        return People()
    said = deployment.read()
    return Newcomers(said.addresses, are_caught=said.mailbox in deployment.CATCHING)


@pytest.fixture
def guard(request: pytest.FixtureRequest) -> Iterator[Guard]:
    """Fails the test whose pages ask a host that nobody named, or that sends what it said it would not."""
    guarding = Barrier if remote_url(request.config) else Guard
    guard = guarding(hosts(request.config), only_reads=bool(request.node.get_closest_marker(READ_ONLY)))
    yield guard
    assert guard.complaints() == []


def _hold_to_address(url: str) -> None:
    """Refuse what an address cannot say: pages are asked for from the root of the host, and so forms would go there."""
    if urlsplit(url).password:
        raise pytest.UsageError("--base-url: no password stands in the address, which the report shows")
    if urlsplit(url).hostname and urlsplit(url).path.strip("/"):
        raise pytest.UsageError(
            f"--base-url {url}: no path stands in the address; for pages that stand under one, [paths] of "
            "playwright.config says each"
        )


def _hold_to_engines_that_enter(config: pytest.Config) -> None:
    for name in getattr(config.option, "browser", None) or ():
        why = engines.engine(name).lacks.get(Capability.PASSWORD)
        if why:
            raise pytest.UsageError(f"--browser {name}: {why}; where E2E_USER is said, name the other browsers alone")


def _resolve(hosts: frozenset[str]) -> None:
    browsers = configuration.read().engines
    for name, engine in browsers.items():
        arguments = tuple(with_resolved(argument, hosts) for argument in engine.arguments)
        browsers[name] = replace(engine, arguments=arguments)

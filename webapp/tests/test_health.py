"""What proxies and orchestrators are told."""

import pytest

from fixtures.services.daemon import free_port
from webapp.tests.citizen import Citizen
from webapp.tests.conftest import MakeApp


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
@pytest.mark.parametrize("maintenance", [False, True], ids=["open", "in maintenance"])
def test_instance_that_can_answer_says_so(make_app: MakeApp, path: str, maintenance: bool) -> None:  # noqa: FBT001
    answer = make_app(maintenance=maintenance).test_client().get(path)
    assert (answer.status_code, answer.text, answer.mimetype) == (200, "ok\n", "text/plain")


def test_instance_without_its_database_lives_and_is_not_ready(make_app: MakeApp) -> None:
    browser = make_app(database_url=f"postgresql://nobody@127.0.0.1:{free_port()}/none").test_client()
    assert browser.get("/health/live").status_code == 200
    answer = browser.get("/health/ready")
    assert (answer.status_code, answer.text) == (503, "database\n")


def test_instance_without_redis_is_ready(make_app: MakeApp) -> None:
    browser = make_app(redis_url=f"redis://127.0.0.1:{free_port()}/0").test_client()
    assert browser.get("/health/ready").status_code == 200


def test_who_asks_is_given_no_cookie(visitor: Citizen) -> None:
    assert "Set-Cookie" not in visitor.get("/health/ready").headers


@pytest.mark.parametrize(("path", "status"), [("/health/live", 200), ("/health/ready", 200), ("/", 400)])
def test_instance_is_asked_for_its_health_by_its_own_address(make_app: MakeApp, path: str, status: int) -> None:
    browser = make_app(base_url="http://compte-formation.example").test_client()
    assert browser.get(path, base_url="http://10.0.0.11:8001").status_code == status

"""What tests may ask for.

database_url  an empty database with the schema; the test runs once for each of them
app           the application on it, with its context pushed
client        a browser-less client; ``login(client, user)`` signs a person in
frozen        ``frozen(date(2022, 11, 15))`` stops the clock until the test ends
smtp          a mail server that keeps what it is sent, and can refuse
page          a real browser's page on the running application; page_without_script likewise

@pytest.mark.demo: the database holds the demonstration centre and the clock stands at 2022-11-15.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page

from tests.support import applications, browsing, databases, network, servers
from tests.support.required import missing
from tools import browser as browsers
from tracker.infra import clock, warm

JOURNEYS = Path(__file__).parent / "journeys"

hypothesis.settings.register_profile(
    "tracker", deadline=None, derandomize=bool(os.environ.get("CI"))
)
hypothesis.settings.load_profile("tracker")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=databases.DIALECTS,
        action="append",
        help="run database tests on this one only (default: on each)",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A journey runs on one database: the browser is slow, and the pages do not differ.

    So does what is marked ``once``.
    """
    if "database_url" not in metafunc.fixturenames:
        return
    dialects = metafunc.config.getoption("--database") or databases.DIALECTS
    is_marked = metafunc.definition.get_closest_marker("once") is not None
    if is_marked or JOURNEYS in metafunc.definition.path.parents:
        dialects = dialects[:1]
    metafunc.parametrize("database_url", dialects, indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if JOURNEYS in item.path.parents:
            item.add_marker("browser")


def pytest_collection_finish() -> None:
    """What was imported and collected stays, and is not looked through again and again."""
    warm.settle()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Iterator[pytest.TestReport]:
    report = yield
    if report.failed and call.when == "call":
        for value in getattr(item, "funcargs", {}).values():
            if isinstance(value, Page):
                browsing.keep_picture(value, item.name)
    return report


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        network.forbid(patch)
        yield


# --- databases and the application ----------------------------------------------------------------


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """One server for all processes of this test run."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    with databases.postgresql_server(run) as url:
        yield url


@pytest.fixture(scope="session")
def _sqlite(tmp_path_factory: pytest.TempPathFactory) -> databases.Databases:
    return databases.SQLite(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def _postgresql(
    postgresql_server: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[databases.Databases]:
    name = f"tracker_{os.getpid()}"
    made = databases.PostgreSQL(postgresql_server, name, tmp_path_factory.mktemp("postgresql"))
    yield made
    made.remove()


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database with the schema and no rows; marked ``demo``, with the demo centre."""
    made: databases.Databases = request.getfixturevalue(f"_{request.param}")
    if request.node.get_closest_marker("demo") is None:
        return made.fresh(tmp_path)
    request.getfixturevalue("frozen")(databases.DEMO_DAY)
    return made.demo(tmp_path)


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    with applications.make_app(database_url, tmp_path) as app:
        app.config["WTF_CSRF_ENABLED"] = False
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def login() -> Callable[[FlaskClient, applications.Person], None]:
    return applications.login


@pytest.fixture
def frozen() -> Iterator[Callable[[date | datetime], None]]:
    """Stop the clock at a day or an instant until the test ends, or until it is called again."""
    with ExitStack() as stack:
        yield lambda moment: stack.enter_context(clock.frozen(moment))


@pytest.fixture
def smtp() -> Iterator[servers.Mailbox]:
    with servers.receiving_mail() as mailbox:
        yield mailbox


@pytest.fixture
def large_body() -> Iterator[None]:
    """Werkzeug leaves it to the garbage collector to close a large body, or one it gave up."""
    yield
    gc.collect()


# --- the browser ----------------------------------------------------------------------------------


@pytest.fixture
def live_server(app: Flask) -> Iterator[str]:
    """The address of the running application, with its protection against forged forms on."""
    app.config["WTF_CSRF_ENABLED"] = True
    with servers.serving(app) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = browsers.find()
    if executable is None:
        missing(f"there is no browser: {browsers.ADVICE}")
    with browsing.started(executable) as started:
        yield started


@pytest.fixture
def page(browser: Browser, live_server: str) -> Iterator[Page]:
    with browsing.watched_page(browser, live_server, script=True) as page:
        yield page


@pytest.fixture
def page_without_script(browser: Browser, live_server: str) -> Iterator[Page]:
    with browsing.watched_page(browser, live_server, script=False) as page:
        yield page

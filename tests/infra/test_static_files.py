"""Styles and scripts are fetched once a version, and never out of date."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.applications import make_app
from tracker.infra import static_files

ADDRESS = re.compile(r'(?:href|src)="(/static/[^"]+)"')
FOREVER = "public, max-age=31536000, immutable"


@pytest.fixture
def stranger(tmp_path: Path) -> FlaskClient:
    with make_app("sqlite://", tmp_path) as app:
        return app.test_client()


def kept(client: FlaskClient, address: str) -> set[str]:
    with client.get(address) as answer:
        assert answer.status_code == 200, address
        return set(answer.headers["Cache-Control"].split(", "))


def test_every_file_that_a_page_names_may_be_kept_for_good(client: FlaskClient) -> None:
    addresses = set(ADDRESS.findall(client.get("/login").text))

    assert len(addresses) > 3
    for address in addresses:
        assert kept(client, address) == set(FOREVER.split(", ")), address


def test_a_module_finds_those_it_imports_in_its_own_version(client: FlaskClient) -> None:
    (app_js,) = [a for a in ADDRESS.findall(client.get("/login").text) if a.endswith("js/app.js")]
    with client.get(app_js) as answer:
        imported = re.findall(r'from "\./([\w-]+\.js)"', answer.text)

    assert imported
    for name in imported:
        assert "immutable" in kept(client, app_js.replace("app.js", name))


@pytest.mark.parametrize("address", ["/static/app.css", "/static/v-0123456789abcdef/app.css"])
def test_an_address_of_another_version_is_asked_for_anew_each_time(
    stranger: FlaskClient, address: str
) -> None:
    assert "no-cache" in kept(stranger, address)
    with stranger.get(address) as answer:
        tag = answer.headers["ETag"]
    with stranger.get(address, headers={"If-None-Match": tag}) as again:
        assert again.status_code == 304


@pytest.mark.parametrize("name", ["nowhere.css", "../app.py", "v-1/../../app.py"])
def test_nothing_beside_the_files_is_served(stranger: FlaskClient, name: str) -> None:
    assert stranger.get(f"/static/{name}").status_code == 404


def test_another_content_or_another_name_is_another_version(tmp_path: Path) -> None:
    file = tmp_path / "a.js"
    versions = []
    for content in ("one", "two"):
        file.write_text(content)
        versions.append(static_files._hash(tmp_path))
    file.rename(tmp_path / "b.js")
    versions.append(static_files._hash(tmp_path))

    assert len(set(versions)) == 3


def test_the_version_is_the_same_in_every_process(app: Flask) -> None:
    hashed = static_files._hash(static_files.FOLDER)

    with app.test_request_context():
        assert app.url_for("static", filename="app.css") == f"/static/v-{hashed}/app.css"

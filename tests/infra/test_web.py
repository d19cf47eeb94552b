"""What every answer has in common."""

from __future__ import annotations

import pytest


def test_every_page_forbids_other_hosts_and_inline_code(client):
    policy = client.get("/login").headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_a_stranger_is_sent_to_sign_in_and_back(client):
    response = client.get("/projects/?q=x")

    assert response.status_code == 302
    assert response.location == "/login?next=/projects/?q%3Dx"


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_nul_character_is_refused_before_any_database_sees_it(client, method):
    data = {"login": "a\0b"}

    response = (
        client.get("/login", query_string=data)
        if method == "get"
        else client.post("/login", data=data)
    )

    assert response.status_code == 400
    assert "无法保存的字符" in response.text


def test_an_unknown_page_says_so_and_keeps_the_frame(client):
    response = client.get("/no-such-page")

    assert response.status_code == 404
    assert "没有找到这个页面" in response.text


def test_programs_get_json_errors(client):
    response = client.get("/no-such-page", headers={"Accept": "application/json"})

    assert response.json["error"]["code"] == "404"

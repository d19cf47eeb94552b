import pytest

from tracker.overview.rules.search import LONGEST, matches, words

TEXTS = ("政务网络线路租赁（2022年新增）", "FR-XL-2022-011", "某某通信公司芙蓉分公司")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "线路租赁",
        "（2022年",
        "(2022年",
        "fr-xl",
        "ＦＲ－ＸＬ－２０２２",
        "通信  线路",
        "　芙蓉　",
    ],
)
def test_width_case_and_order_of_words_make_no_difference(query: str) -> None:
    assert matches(words(query), TEXTS)


@pytest.mark.parametrize("query", ["线路 会议室", "%", "_", "线路租赁服务", "\\"])
def test_every_word_must_occur_and_no_character_is_a_wildcard(query: str) -> None:
    assert not matches(words(query), TEXTS)


def test_of_a_very_long_query_the_beginning_counts() -> None:
    assert words("甲" * (LONGEST + 50)) == ("甲" * LONGEST,)

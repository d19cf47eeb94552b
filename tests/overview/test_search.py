import pytest

from tracker.overview.rules.search import LONGEST, text, words

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
    assert all(word in text(TEXTS) for word in words(query))


@pytest.mark.parametrize("query", ["线路 会议室", "%", "线路租赁服务", "fr某某"])
def test_every_word_must_occur_within_one_of_the_texts(query: str) -> None:
    assert not all(word in text(TEXTS) for word in words(query))


def test_what_is_kept_to_be_found_by_has_no_text_twice_and_no_empty_one() -> None:
    assert text(["甲", "", " ", "甲", "Ｂ"]) == "甲\nb"


def test_of_a_very_long_query_the_beginning_counts() -> None:
    assert words("甲" * (LONGEST + 50)) == ("甲" * LONGEST,)

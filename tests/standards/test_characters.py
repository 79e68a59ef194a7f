"""The table of traditional characters."""

from leadscore.standards.characters import traditional


def test_every_character_becomes_one_that_stays():
    """A simplified character is of GB 2312 and no key itself: folding twice is folding once."""
    table = traditional()
    assert len(table) > 2_000
    for new in table.values():
        assert len(new) == 1
        assert ord(new) not in table
        assert len(new.encode("gb2312")) == 2


def test_simplified_text_is_left_alone():
    """Characters that simplified names use keep standing, such as 昇 and 乾."""
    assert "东昇乾坤堃喆".translate(traditional()) == "东昇乾坤堃喆"


def test_words_of_lists_from_taiwan_are_read():
    """Whole headings, titles and labels become simplified ones."""
    text = "執行長 採購 倉儲 講師 職務內容 儲備幹部 勞資關係 協理"
    assert text.translate(traditional()) == "执行长 采购 仓储 讲师 职务内容 储备干部 劳资关系 协理"

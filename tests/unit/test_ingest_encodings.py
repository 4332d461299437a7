"""Characters out of bytes that say nothing of themselves, and what is said of the guess."""

from __future__ import annotations

import pytest

from index.errors import ArticleError
from index.ingest.encodings import decoded
from index.ingest.read import read_document

TEXTS = [
    ("Liman altıda kapanır. Gemiler iskelede bekler, kaptanlar çay içer.", "cp1254"),
    ("港口六点关闭。船只在码头等候，船长们喝茶。", "gbk"),
    ("港口六點關閉。船長們在碼頭喝茶。", "big5"),
    ("港は六時に閉まります。船長は桟橋で待っています。", "euc-jp"),
    ("港は六時に閉まります。船長は桟橋で待っています。", "shift_jis"),
    ("港は六時に閉まります。", "iso-2022-jp"),
    ("항구는 여섯 시에 닫힙니다. 선장들은 차를 마십니다.", "cp949"),
    ("Порт закрывается в шесть, капитаны ждут на пристани.", "koi8-r"),
    ("Порт закрывается в шесть, капитаны ждут на пристани.", "cp1251"),
    ("Порт закрывается в шесть, капитаны ждут на пристани.", "cp866"),
    ("Přístav se zavírá v šest hodin. Kapitáni čekají u mola a pijí čaj.", "cp1250"),
    ("Port zamyka się o szóstej. Żeglarze czekają.", "iso-8859-2"),
    ("Το λιμάνι κλείνει στις έξι. Οι καπετάνιοι περιμένουν.", "cp1253"),
    ("הנמל נסגר בשש. הספינות מחכות.", "cp1255"),
    ("يغلق الميناء في السادسة.", "cp1256"),
    ("ท่าเรือปิดหกโมง เรือรออยู่ที่ท่า", "cp874"),
    ("Der Hafen schließt um sechs. Über Nacht bleibt er zu, für Gäste.", "cp1252"),
    ("Hafen zu.", "utf-16-le"),
]


@pytest.mark.parametrize(("text", "encoding"), TEXTS)
def test_encodings_are_guessed_and_said_to_be_guesses(text: str, encoding: str) -> None:
    found = decoded(text.encode(encoding), name="a.txt")
    assert found.text == text
    assert found.warning is not None
    assert "is a guess" in found.warning


def test_a_few_stray_bytes_do_not_make_a_text_another_one() -> None:
    raw = "La marée monte à midi — déjà. ".encode() * 40
    found = read_document(raw[:600] + b"\x97\x93Oui\x94" + raw[600:], name="a.txt")
    assert "—“Oui”" in found.text
    assert "La marée monte à midi — déjà." in found.text
    assert found.warnings == (
        "3 bytes are not UTF-8, as the rest of the file is; what they stand for is a guess.",
    )


def test_a_letter_that_was_cut_in_two_is_one_mark() -> None:
    assert decoded(("é" * 20).encode()[:-1], name="a").text == "é" * 19 + "\ufffd"


def test_utf_8_needs_no_guess_whatever_the_sender_says() -> None:
    assert decoded("é".encode(), name="a", charset="utf-8").warning is None
    assert decoded("“Hafen” für Gäste.".encode("cp1252"), name="a", charset="utf-8").text == (
        "“Hafen” für Gäste."
    )


@pytest.mark.parametrize("raw", [b"\x00\xff" * 50 + b"\xfe", bytes(range(256)) * 4])
def test_bytes_that_are_no_text_are_refused(raw: bytes) -> None:
    with pytest.raises(ArticleError, match="save it as UTF-8 text"):
        decoded(raw, name="a.txt")


def test_the_work_grows_with_the_bytes() -> None:
    """Ten megabytes of bytes that are all wrong, or nearly none, take a moment."""
    for raw in (b"\xe9" * 10_000_000, ("é" * 9 + "x").encode() * 500_000 + b"\xff" * 999):
        assert decoded(raw, name="a").text

"""Subtitles, mail, chats and markup of other kinds: what is read, and what is refused."""

from __future__ import annotations

import builtins
import json
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from index.errors import ArticleError
from index.ingest import article_from_text
from index.ingest.limits import Limits
from index.ingest.read import read_document
from index.ingest.readers import read as read_here
from index.ingest.request import Request

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from index.ingest.document import Document


def read(text: str, name: str) -> Document:
    return read_document(text.encode(), name=name)


def blocks(found: Document) -> list[tuple[str, str, str]]:
    """The pieces of a document and its marks: what each is, its label and its text."""
    return [
        (block.kind, block.label, found.text[block.start : block.end]) for block in found.blocks
    ]


# Subtitles

SRT = """1
00:00:01,000 --> 00:00:04,000
Welcome to the <i>harbour</i>. Today
we look at &amp; light the lamps,

2
00:00:04,500 --> 00:00:08,000
{\\an8}which were lit until 1904.

00:01:00,000 --> 00:01:03,000
- Who was it?
- Nobody knows.
"""
VTT = """WEBVTT - a talk

NOTE nobody sees this

intro
00:01.000 --> 00:04.000 align:start
<v Ida Moe>The lamps were lit

00:04.000 --> 00:06.000
<v Ida Moe>with <c.x>oil</c>.

00:06.000 --> 00:07.000
<v Per Lund>Were they?
"""


def test_sentences_of_subtitles_go_on_over_cues_and_know_their_time() -> None:
    found = read(SRT, "talk.srt")
    said = "Welcome to the harbour. Today we look at & light the lamps, which were lit until 1904."
    assert blocks(found) == [
        ("time", "0:00:01", said),
        ("paragraph", "", said),
        ("time", "0:01:00", "Who was it?"),
        ("paragraph", "", "Who was it?"),
        ("time", "0:01:00", "Nobody knows."),
        ("paragraph", "", "Nobody knows."),
    ]


def test_who_speaks_in_subtitles_is_known() -> None:
    turns = [(label, text) for kind, label, text in blocks(read(VTT, "talk")) if kind == "turn"]
    assert turns == [("Ida Moe", "The lamps were lit with oil."), ("Per Lund", "Were they?")]


def test_subtitles_without_words_say_so() -> None:
    with pytest.raises(ArticleError, match="has no words in it"):
        read("WEBVTT\n\n00:01.000 --> 00:04.000\n[music]\n", "a.vtt")


# Mail and saved pages


def test_a_message_is_its_words_with_what_its_headers_say() -> None:
    raw = (
        "From: =?utf-8?q?Ida_M=C3=B8e?= <ida@example.org>\nTo: club@example.org\n"
        "Date: Mon, 4 Mar 2024 10:00:00 +0100\nSubject: Lamps\nMIME-Version: 1.0\n"
        'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain; '
        "charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nWe buy the gr=C3=BCn lamps."
        "\n--b\nContent-Type: application/pdf\nContent-Disposition: attachment; "
        'filename="price.pdf"\n\nx\n--b--\n'
    )
    found = read(raw, "message")
    assert found.text.strip() == "We buy the grün lamps."
    assert (found.title, found.author, found.published) == ("Lamps", "Ida Møe", "2024-03-04")
    assert found.warnings == ("What is attached is not read: price.pdf.",)


def test_a_saved_page_is_read_as_a_page() -> None:
    raw = (
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://example.org/rules\n"
        "Subject: Rules\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n"
        "Content-Type: text/html\n\n<html><body><h1>Rules</h1><ol><li>Be kind.</li></ol></body>"
        "</html>\n--b--\n"
    )
    found = read(raw, "saved.mhtml")
    assert found.text == "Rules\n\n1. Be kind."
    assert (found.title, found.url, found.author) == ("Rules", "https://example.org/rules", None)


# Chats and other data


def chat(messages: Sequence[Mapping[str, object]], **about: object) -> str:
    return json.dumps({**about, "messages": messages})


def test_an_export_of_discord_is_who_said_what_and_when() -> None:
    message = {
        "timestamp": "2024-01-01T10:00:00+00:00",
        "content": "Raids are in <#998877665544332211>.\n**Bring** potions.",
        "author": {"name": "ida7", "nickname": "Ida"},
    }
    raw = chat([message], guild={"name": "Harbour"}, channel={"name": "rules"})
    said = "Raids are in #channel.\n**Bring** potions."
    found = read(raw, "export.json")
    assert blocks(found) == [("time", "2024-01-01 10:00", said), ("turn", "Ida", said)]
    assert found.title == "Harbour › rules"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"name": "harbour", "version": 1}', r"is data \(JSON\), no article; give its text"),
        ('[{"a": 1}]', r"is data \(JSON\)"),
        ('{"messages": []}', r"is data \(JSON\), and no export of a chat"),
        ('{"messages": ' + "[" * 5000, r"is data \(JSON\), and no export of a chat"),
        ('{"cells": [], "nbformat": 4}', "is a notebook; save it as HTML or PDF"),
        ("<?xml version='1.0'?><rss><item/></rss>", "is an XML file; give the page"),
        ("\\documentclass{article}\n", "is a LaTeX source; give the PDF"),
        ("BEGIN:VCALENDAR\nEND:VCALENDAR", "is a calendar"),
        ("From ida@x.org Mon Mar  4 10:00:00 2024\nSubject: a\n\nx", "is a mailbox"),
    ],
)
def test_what_is_no_article_is_refused_with_advice(text: str, says: str) -> None:
    with pytest.raises(ArticleError, match=says):
        read(text, "a.json")


@pytest.mark.parametrize("text", ["[12:30] ida: hello", "[[Lamps]] are lit.", "{sic} he wrote."])
def test_words_in_brackets_are_words(text: str) -> None:
    assert read(text, "log.txt").text == text


# Markup of other kinds


def test_restructured_text_is_read_without_its_marks_and_files() -> None:
    found = read(
        ".. _guide:\n\nPump guide\n==========\n\n"
        "The ``pump`` runs on *diesel*, see :ref:`fuel`.\n\n"
        ".. warning::\n   Never run it dry.\n\n.. versionadded:: 2.0\n\n.. include:: /etc/passwd\n"
        ".. raw:: html\n   :file: /etc/passwd\n\n"
        ".. tip:: Ask.\n\n   .. unknown:: x\n\n      Inside.\n\n"
        "2. Second\n3. Third\n",
        "guide.rst",
    )
    assert found.title == "Pump guide"
    assert "root:" not in found.text
    assert ("paragraph", "", "The pump runs on diesel, see fuel.") in blocks(found)
    assert ("paragraph", "Warning", "Never run it dry.") in blocks(found)
    assert ("item", "2", "2. Second") in blocks(found)
    assert "Inside." in found.text


def test_a_page_of_a_wiki_is_read_without_its_marks() -> None:
    found = read(
        "{{Infobox|a=b}}\n'''Heron''' lies [[North Sea|in the north]].<ref>B.</ref>\n\n"
        "== Rules ==\n# Be kind.\n#* Always.\n# No [https://x.test spam].\n"
        "{| class=wikitable\n! Month !! Rain\n|-\n"
        "| May || 30 mm\n|}\n[[Category:Islands]]\n",
        "Heron_Island.mediawiki",
    )
    assert found.title == "Heron Island"
    assert blocks(found) == [
        ("paragraph", "", "Heron lies in the north."),
        ("heading", "", "Rules"),
        ("item", "1", "1. Be kind."),
        ("item", "", "Always."),
        ("item", "2", "2. No spam."),
        ("head", "", "Month | Rain"),
        ("row", "", "May | 30 mm"),
    ]


@pytest.mark.parametrize("name", ["a.rst", "a.mediawiki", "a.md", "a.txt"])
@pytest.mark.parametrize("sign", ["*", "`", "[[", "'''", "{{", "{|\n", "> ", "..", "||", "<"])
def test_signs_without_end_end_in_a_text_or_a_reason(name: str, sign: str) -> None:
    limits = Limits(parse_seconds=10)
    try:
        read_document((sign * 3000).encode(), name=name, limits=limits)
    except ArticleError as error:
        assert str(error).startswith(name)  # noqa: PT017 - either is right


@pytest.mark.parametrize(
    ("kind", "library"), [("rst", "docutils"), ("mediawiki", "mwparserfromhell")]
)
def test_what_is_not_installed_is_named_with_the_extra(
    monkeypatch: pytest.MonkeyPatch, kind: str, library: str
) -> None:
    imported = builtins.__import__

    def without(name: str, *rest: object) -> object:
        if name.partition(".")[0] == library:
            raise ModuleNotFoundError(name=name)
        return imported(name, *rest)  # type: ignore[arg-type]  # as it was called

    for name in [name for name in sys.modules if name == f"index.ingest.{kind}"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", without)
    request = Request(b"Words.", kind, f"a.{kind}", None, Limits())  # type: ignore[arg-type]  # one of them
    with pytest.raises(ArticleError, match=r"pip install 'pullquote\[documents\]'"):
        read_here(request)
    monkeypatch.undo()
    import_module(f"index.ingest.{kind}")


# Discord's own Markdown


def test_a_message_is_what_its_readers_see_line_by_line() -> None:
    article = article_from_text(
        "# __Server rules__\n**1.** Be kind. *Always.*\n**2.** No spam in <#998877665544332211>.\n"
        "> Ask <@&445566778899001122> first.\n- Spoilers go behind ||bars||.\n"
        "-# Last changed <t:1700000000:D> · [appeal](https://example.org/appeal)\n```\n**code**\n```"
    )
    assert article.title == "Server rules"
    assert [article.text[block.start : block.end] for block in article.outline] == [
        "Server rules",
        "1. Be kind. Always.",
        "2. No spam in #channel.",
        "Ask @role first.",
        "Spoilers go behind bars.",
        "Last changed 14 November 2023 · appeal",
        "**code**",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Call f(**kwargs) and g(**kwargs).",
        "2 ** 3 is 8, and 2 ** 4 is 16.",
        "a || b, c || d",
        "# One heading\n\nand prose.",
        "<t:99999999999999999>",
    ],
)
def test_text_that_is_not_in_discords_markdown_stays_as_it_is(text: str) -> None:
    assert article_from_text(text).text == text


# Plain text


def test_the_license_around_an_e_book_is_left_out_and_its_header_believed() -> None:
    found = read(
        "The eBook of Heron Tales\n\nTitle: Heron Tales\nAuthor: Ada Brandt\nLanguage: French\n\n"
        "*** START OF THE PROJECT LIGHTHOUSE EBOOK HERON TALES ***\n\nOnce it was.\n\n"
        "*** END OF THE PROJECT LIGHTHOUSE EBOOK HERON TALES ***\n\nYou may charge no fee.\n",
        "book.txt",
    )
    assert (found.text, found.title) == ("Once it was.", "Heron Tales")
    assert (found.author, found.language) == ("Ada Brandt", "fr")
    assert len(found.left_out) == 2


def test_marks_of_quoted_mail_and_the_signature_are_no_words() -> None:
    found = read("Per wrote:\n> Which lamps?\n> The green ones.\n\nYes.\n\n-- \nIda\n", "a.txt")
    assert found.text.split() == "Per wrote: Which lamps? The green ones. Yes.".split()
    assert [one.text for one in found.left_out] == ["Ida"]


def test_a_table_of_many_short_rows_is_read_whole() -> None:
    rows = "".join(f"n{number},{number % 97},x,{number % 13}\n" for number in range(95_000))
    found = read_document(f"name,needs,may,pay\n{rows}".encode(), name="ranks.csv")
    assert len(found.blocks) == 95_001

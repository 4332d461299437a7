"""Every public function over text that a stranger may give, as work on one text of any length."""

from __future__ import annotations

import json
import re
import ssl
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from lxml.etree import Element, SubElement, _Element

from bot.excerpt import around, words_of
from bot.render.answers import answer_layout, context_layout, question_shown
from bot.render.articles import (
    AddOutcome,
    added_layout,
    confirm_layout,
    edited_layout,
    hidden_layout,
    left_out_layout,
    list_layout,
    reading,
    removed_layout,
    renamed_layout,
    restored_layout,
    show_layout,
    sources_layout,
    unhidden_layout,
    updated_layout,
    waiting,
)
from bot.render.layout import notice
from bot.render.markdown import (
    block_quote,
    choice_name,
    escape,
    one_line,
    safe_link,
    titled,
    unescape,
)
from bot.render.phrases import goes_on, never_used, origin, path, place_names, shortened
from bot.shards.layout import read_layout
from bot.views.errors import explain
from bot.wording import plain, question_of, talk_in, with_names
from index.articles.draft import in_form, prepare
from index.articles.titles import exactly, find, suggest
from index.collection.collection import Collection
from index.errors import ArticleError
from index.ingest.archive import joined
from index.ingest.article import article_from_bytes, article_from_text
from index.ingest.choose import chosen
from index.ingest.discord_marks import (
    as_markdown,
    has_marks,
    is_discord_markdown,
    without_marks,
)
from index.ingest.document import Document, finished, too_large
from index.ingest.docx.reader import paragraph_text
from index.ingest.elements import pieces_of
from index.ingest.encodings import codec_of, decoded
from index.ingest.fetch import fetch
from index.ingest.front_matter import front_matter
from index.ingest.furniture import leads_elsewhere, within
from index.ingest.grid import may_be_head, write_rows
from index.ingest.labels import numbered
from index.ingest.language import is_nonsense, language_of
from index.ingest.limits import Limits
from index.ingest.manuscript import Manuscript, clean
from index.ingest.markdown import discord_document
from index.ingest.markdown_dialects import plain_markdown
from index.ingest.metadata import Overrides, iso_date, language_tag, web_address
from index.ingest.metadata import one_line as metadata_line
from index.ingest.pieces import Piece, loud, title_of, without_contents, write
from index.ingest.plain_text import plain_document, without_mail_marks
from index.ingest.read import parse, read_document, read_text, sendable
from index.ingest.request import Request
from index.ingest.said import author_said, date_said, language_said, title_of_name, title_said
from index.ingest.sniff import Format, kind_of
from index.ingest.tables import tables_for_layout
from index.ingest.text import decode, normal, too_long
from index.ingest.tree import tree_of
from index.library import clean_question
from index.limits import CollectionLimits
from index.model import (
    Answer,
    Article,
    Block,
    Citation,
    LeftOut,
    Passage,
    Place,
    Quote,
    Record,
    Removed,
    revision_of,
)
from index.quote.anchor import TextQuoteSelector, anchor
from index.quote.cite import cite
from index.quote.frame import unframed
from index.quote.parts import parts_of
from index.quote.reading import legible
from index.rank.question import read_question
from index.rank.reader import form
from index.rank.reader.wordpiece import WordPieces
from index.rank.spelling import respell
from index.rank.thesaurus import opposites, related, same_predicate
from index.store.portable import parse_line
from index.store.rules import (
    check_article,
    check_id,
    check_text,
    check_title,
    free_id,
    same_id,
    same_text,
    shown,
    unknown,
)
from index.text.analysis import analyze, marked_forms
from index.text.boilerplate import is_boilerplate, lines_of_article, source_line
from index.text.grids import table_at
from index.text.headings import is_numbered_title, level_of, may_be_title, opens_a_section
from index.text.lexicon import classes_of
from index.text.outline import check_outline, from_values, parents, to_values
from index.text.plain import outline_of_text
from index.text.segment import outline_of, segment, units
from index.text.sentences import pieces, sentences
from index.text.settling import settled
from index.text.signs import Signs, is_separator, lines_of
from index.text.terms import normal_forms, stem, words
from index.text.trigrams import signature, trigrams
from index.text.unicode import encodable, normalized, pile_of_marks
from index.text.wrapping import hard_breaks
from tests.reading import VOCABULARY

Work = Callable[[str], object]

LIMITS = Limits()
SMALL = Limits(article_bytes=1)
"""Under which nothing is sent to a worker, whose work `parse` stands for."""
NOW = datetime(2026, 11, 24, tzinfo=UTC)
NAME = "a.txt"


def article(text: str, *, known: str = "A") -> Article:
    return Article("a", known, text, known, url=f"https://a.example/{known}", author=known)


def record(text: str) -> Record:
    return Record(
        id="a",
        title=text,
        source=text,
        url=f"https://a.example/{text}",
        author=text,
        published=text,
        language=text,
        revision="0" * 64,
        characters=1,
        passages=1,
        left_out=0,
        added_at=NOW,
    )


def quote(text: str, *, known: str = "A") -> Quote:
    """A quote with a long context, all of it one piece on each side."""
    url = f"https://a.example/{known}"
    start, end = len(text), len(text) + 3
    place = (Place("heading", known, 0, 1), Place("item", known, 0, 1))
    citation = Citation("a", known, known, known, known, 1, start, end, "0" * 64, url, place)
    return Quote("Hay", start, end, citation, 1.0, 0.9, text, text)


def read_quote(text: str) -> Quote:
    """A quote whose context is a reading of many passages."""
    words = text.split("\n")
    neighbors = tuple((at, at + 1) for at in range(len(words) - 1))
    return replace(quote(text), neighbors=neighbors, reading=tuple(words))


def answered(text: str) -> Answer:
    return Answer(text, (quote(text, known=text), quote(text)), answered=True, confidence=0.9)


def refused(text: str) -> Answer:
    nearest = (quote(text, known=text),)
    return Answer("?", (), answered=False, confidence=0.1, missing_terms=(text,), nearest=nearest)


def nobody(_: str, __: int) -> str | None:
    """Whom a mention is of, where nobody is known."""
    return None


def raw(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def read(kind: Format) -> Work:
    """Work of a reader on a file of its kind."""
    return lambda text: parse(Request(raw(text), kind, NAME, "utf-8", LIMITS))


def filled(text: str) -> list[str]:
    """The lines that are not blank, without the white space around them."""
    return [line.strip() for line in text.split("\n") if line.strip()] or ["Hay."]


def in_pieces(text: str) -> list[Piece]:
    return [Piece("paragraph", line) for line in filled(text)]


def in_rows(text: str) -> list[list[str]]:
    return [line.split("|") for line in text.split("\n")]


def page(text: str) -> _Element:
    tree: _Element = tree_of(f"<pre>{text}</pre><p>{text}", name=NAME)
    return tree


def table(text: str) -> _Element:
    """A table in which half of the lines are heads, above the other half."""
    rows = [f"<tr><td>{line}" for line in filled(text)]
    half = len(rows) // 2
    written = f"<table><thead>{''.join(rows[:half])}</thead>{''.join(rows[half:])}</table>"
    tree: _Element = tree_of(written, name=NAME)
    return tree


def outlined(text: str) -> tuple[Block, ...]:
    """Each line as a block: of prose, or an item as deep as its first letter says."""
    return tuple(
        Block("paragraph", line.start, line.end)
        if number % 2
        else Block("item", line.start, line.end, 1 + ord(line.text[0]) % 9)
        for number, line in enumerate(lines_of(text))
        if not line.blank
    )


def one_row(text: str) -> tuple[Block, ...]:
    """A row whose cells are the words of a text."""
    bare = text.strip()
    start = text.index(bare)
    cells = tuple((start + at.start(), start + at.end()) for at in re.finditer(r"\S+", bare))
    return (Block("row", start, start + len(bare), cells=cells),) if bare else ()


def signed(text: str) -> None:
    """Work of the signs of a text on its lines."""
    lines = lines_of(text)
    signs = Signs(lines)
    for line in lines:
        signs.of(line.text)
        signs.speaker(line.text)


def paragraph_of_docx(text: str) -> _Element:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    paragraph = Element(f"{{{space}}}p")
    for line in visible(text).split("\n"):
        run = SubElement(paragraph, f"{{{space}}}r")
        SubElement(run, f"{{{space}}}t").text = line
        SubElement(run, f"{{{space}}}br")
    return paragraph


def visible(text: str) -> str:
    """A text without the characters that XML has none for."""
    return re.sub(r"[^\t\n -\ud7ff]", "?", text)


def messages(text: str) -> str:
    """An export of a chat in which each line is said by somebody else, at another time."""
    said = [
        {"content": line, "author": f"Ida {number}", "timestamp": f"2026-11-{number:05}"}
        for number, line in enumerate(filled(text))
    ]
    return json.dumps({"messages": said})


def cues(text: str) -> str:
    """Subtitles that show all lines at once, and then each of them by itself."""
    shown = "\n".join(filled(text))
    time = "00:00:01,000 --> 00:00:02,000\n"
    apart = "".join(f"{time}{line}\n\n" for line in filled(text))
    return f"1\n{time}{shown}\n\n{apart}"


@cache
def collection() -> Collection:
    return Collection([article("The yak of Orla lives in a barn. It eats hay on Tuesdays.")])


@cache
def context() -> ssl.SSLContext:
    return ssl.create_default_context()


def nowhere(host: str, port: int) -> list[str]:
    raise OSError


def line_of_export(text: str) -> str:
    keys = ("id", "title", "text", "source", "language", "url", "author", "published")
    return json.dumps(dict.fromkeys(keys, text) | {"collection": "shared", "added_at": str(NOW)})


def over(reads: Callable[[list[Record], str], object]) -> Work:
    """Work on what was typed, and on the title that is looked through for it."""

    def work(text: str) -> None:
        reads([record("The yak of Orla")], text)
        reads([record(text)], "The yak of Orla")
        reads([record(text)], text[:-1])

    return work


PIECES = WordPieces(VOCABULARY)

WORKS: dict[str, Work] = {
    "bot.views.errors.explain": lambda text: explain(ArticleError(text)),
    "bot.excerpt.around": lambda text: around(quote(text), room=4000),
    "bot.excerpt.around, read": lambda text: around(read_quote(text), room=4000),
    "bot.excerpt.words_of": lambda text: words_of(read_quote(text)),
    "bot.render.phrases.goes_on": lambda text: goes_on(read_quote(text), text),
    "bot.render.phrases.never_used": lambda text: never_used([text, text], 2),
    "bot.render.phrases.origin": lambda text: origin(quote(text, known=text).citation),
    "bot.render.phrases.path": lambda text: path(quote(text, known=text).citation),
    "bot.render.phrases.place_names": lambda text: place_names(quote(text, known=text).citation),
    "bot.render.phrases.shortened": lambda text: shortened(text, 100),
    "bot.render.answers.answer_layout": lambda text: answer_layout(answered(text)),
    "bot.render.answers.answer_layout, refused": lambda text: answer_layout(refused(text)),
    "bot.render.markdown.block_quote": block_quote,
    "bot.render.markdown.choice_name": choice_name,
    "bot.render.answers.context_layout": lambda text: context_layout(quote(text, known=text)),
    "bot.render.markdown.escape": escape,
    "bot.render.layout.notice": notice,
    "bot.render.markdown.one_line": lambda text: one_line(text, 100),
    "bot.render.answers.question_shown": lambda text: question_shown(f"**{text}**"),
    "bot.render.markdown.safe_link": lambda text: safe_link(f"https://a.example/{text}"),
    "bot.render.markdown.titled": lambda text: titled(text, f"https://a.example/{text}"),
    "bot.render.markdown.unescape": unescape,
    "bot.render.articles.added_layout": lambda text: added_layout(
        [AddOutcome(text, record(text), created=True), AddOutcome(text, reason=text)]
    ),
    "bot.render.articles.confirm_layout": lambda text: confirm_layout(record(text)),
    "bot.render.articles.hidden_layout": lambda text: hidden_layout(record(text)),
    "bot.render.articles.left_out_layout": lambda text: left_out_layout(
        record(text), [LeftOut(text, text)]
    ),
    "bot.render.articles.edited_layout": edited_layout,
    "bot.render.articles.sources_layout": lambda text: sources_layout([record(text)], 0),
    "bot.render.articles.list_layout": lambda text: list_layout([record(text)], 0, personal=False),
    "bot.render.articles.reading": lambda text: reading(text, 1, 2),
    "bot.render.articles.waiting": waiting,
    "bot.render.articles.removed_layout": lambda text: removed_layout(Removed(record(text), NOW)),
    "bot.render.articles.renamed_layout": lambda text: renamed_layout(text, record(text)),
    "bot.render.articles.restored_layout": lambda text: restored_layout(record(text)),
    "bot.render.articles.show_layout": lambda text: show_layout(record(text), article(text)),
    "bot.render.articles.show_layout, titled": lambda text: show_layout(
        record(text), article(f"{text}\n{text}", known=text)
    ),
    "bot.render.articles.unhidden_layout": lambda text: unhidden_layout(record(text)),
    "bot.render.articles.updated_layout": lambda text: updated_layout(record(text), changed=False),
    "index.text.analysis.analyze": lambda text: analyze(article(text)),
    "index.text.analysis.marked_forms": marked_forms,
    "index.text.terms.normal_forms": normal_forms,
    "index.text.terms.stem": stem,
    "index.text.terms.words": words,
    "index.quote.anchor.anchor": lambda text: anchor(
        TextQuoteSelector("Barn.", text[:600], "Yak."), text
    ),
    "index.quote.anchor.anchor, not found": lambda text: anchor(
        TextQuoteSelector("", text[:600] + "!", ""), text
    ),
    "index.text.boilerplate.is_boilerplate": is_boilerplate,
    "index.text.boilerplate.lines_of_article": lambda text: list(lines_of_article(text)),
    "index.text.boilerplate.source_line": source_line,
    "index.quote.cite.cite": lambda text: cite(article(text), Passage("a", 0, 1, 0, len(text))),
    "index.store.rules.check_title": check_title,
    "index.store.rules.check_article": lambda text: check_article(article(text, known=text)),
    "index.store.rules.check_id": check_id,
    "index.store.rules.check_text": check_text,
    "index.store.rules.free_id": lambda text: free_id(article(text), lambda _: False),
    "index.store.rules.same_id": lambda text: same_id(text, text),
    "index.store.rules.same_text": same_text,
    "index.store.rules.shown": shown,
    "index.store.rules.unknown": unknown,
    "index.articles.draft.prepare": lambda text: prepare(
        article("Hay.", known=text), by=None, now=NOW, limits=CollectionLimits()
    ),
    "index.articles.draft.in_form": lambda text: in_form(article(text, known=text)),
    "index.text.trigrams.signature": signature,
    "index.text.trigrams.trigrams": trigrams,
    "index.ingest.article.article_from_bytes": lambda text: article_from_bytes(
        b"Hay.", name=text, overrides=Overrides(title=text, source=text), content_type=text
    ),
    "index.ingest.article.article_from_text": lambda text: article_from_text(text, limits=SMALL),
    "index.ingest.archive.joined": lambda text: joined(text, f"{text}/../{text}"),
    "index.ingest.choose.chosen": lambda text: chosen(
        page(text), in_pieces(text), text, keep=frozenset()
    ),
    "index.ingest.discord_marks.as_markdown": as_markdown,
    "index.ingest.discord_marks.has_marks": has_marks,
    "index.ingest.discord_marks.is_discord_markdown": is_discord_markdown,
    "index.ingest.discord_marks.without_marks": without_marks,
    "index.ingest.document.finished": lambda text: finished(
        Document(text, text, text, text, text, text, text), NAME, LIMITS
    ),
    "index.ingest.read.parse": read("text"),
    "index.ingest.read.read_document": lambda text: read_document(
        b"Hay.", name=text, content_type=f"text/plain; charset={text}"
    ),
    "index.ingest.read.read_text": lambda text: read_text(text, name=NAME, limits=SMALL),
    "index.ingest.read.sendable": lambda text: sendable(Document(text, text, text, text)),
    "index.ingest.document.too_large": lambda text: too_large(text, 1, LIMITS),
    "index.ingest.docx.reader.paragraph_text": lambda text: paragraph_text(paragraph_of_docx(text)),
    "index.ingest.elements.pieces_of": lambda text: pieces_of(page(text), within=within),
    "index.ingest.elements.pieces_of, of tables": lambda text: pieces_of(table(text)),
    "index.ingest.elements.pieces_of, of a note": lambda text: pieces_of(
        tree_of(f"<p data-note=1>a\u00a0{text}a", name=NAME)
    ),
    "index.ingest.encodings.codec_of": codec_of,
    "index.ingest.encodings.decoded": lambda text: decoded(raw(text), name=NAME),
    "index.ingest.encodings.decoded, guessed": lambda text: decoded(
        (text + "é").encode("latin-1", "replace"), name=NAME
    ),
    "index.ingest.fetch.fetch": lambda text: fetch(
        f"https://a.example{text}", resolve=nowhere, tls=context()
    ),
    "index.ingest.front_matter.front_matter": front_matter,
    "index.ingest.front_matter.front_matter, of some": lambda text: front_matter(
        f"---\n{text}\n---\n{text}"
    ),
    "index.ingest.furniture.leads_elsewhere": leads_elsewhere,
    "index.ingest.furniture.within": lambda text: within(Element("p", {"class": visible(text)})),
    "index.ingest.grid.may_be_head": lambda text: may_be_head(text.split(), 2),
    "index.ingest.grid.write_rows": lambda text: write_rows(in_rows(text), Manuscript()),
    "index.ingest.grid.write_rows, under captions": lambda text: write_rows(
        [*([line] for line in filled(text)), ["a", "b"]], Manuscript()
    ),
    "index.ingest.labels.numbered": numbered,
    "index.ingest.language.is_nonsense": is_nonsense,
    "index.ingest.language.language_of": language_of,
    "index.ingest.manuscript.clean": clean,
    "index.ingest.markdown.discord_document": lambda text: discord_document(text, name=NAME),
    "index.ingest.markdown_dialects.plain_markdown": plain_markdown,
    "index.ingest.markdown_dialects.plain_markdown, in lines of code": lambda text: plain_markdown(
        f"import {text}\n{{#a}}{text}|"
    ),
    "index.ingest.metadata.iso_date": iso_date,
    "index.ingest.metadata.language_tag": language_tag,
    "index.ingest.metadata.one_line": metadata_line,
    "index.ingest.metadata.web_address": lambda text: web_address(f"https://{text}"),
    "index.ingest.pieces.loud": loud,
    "index.ingest.pieces.title_of": lambda text: title_of(in_pieces(text)),
    "index.ingest.pieces.without_contents": lambda text: without_contents(
        in_pieces(text), Manuscript()
    ),
    "index.ingest.pieces.write": lambda text: write(in_pieces(text), Manuscript()),
    "index.ingest.plain_text.plain_document": lambda text: plain_document(text, name=NAME),
    "index.ingest.plain_text.without_mail_marks": without_mail_marks,
    "index.ingest.plain_text.without_mail_marks, signed": lambda text: without_mail_marks(
        f"> a\n> b\n-- \n{text}"
    ),
    "index.ingest.said.author_said": author_said,
    "index.ingest.said.date_said": date_said,
    "index.ingest.said.language_said": language_said,
    "index.ingest.said.title_of_name": title_of_name,
    "index.ingest.said.title_said": title_said,
    "index.ingest.sniff.kind_of": lambda text: kind_of(raw(text), name=text, content_type=text),
    "index.ingest.tables.tables_for_layout": lambda text: tables_for_layout(page(text)),
    "index.ingest.text.decode": lambda text: decode(text.encode("utf-16"), name=NAME),
    "index.ingest.text.normal": lambda text: normal(text, name=NAME),
    "index.ingest.text.too_long": lambda text: too_long(text, 1, 1),
    "index.ingest.tree.tree_of": page,
    "index.ingest.chat.read": read("chat"),
    "index.ingest.chat.read, of messages": lambda text: read("chat")(messages(text)),
    "index.ingest.delimited.read": read("csv"),
    "index.ingest.html.read": read("html"),
    "index.ingest.mail.read": read("mail"),
    "index.ingest.mail.read, of a body": lambda text: read("mail")(
        f"From: Ida <i@a.example>\nSubject: Hay\n\n{text}"
    ),
    "index.ingest.markdown.read": read("markdown"),
    "index.ingest.markdown.read, of a box": lambda text: read("markdown")(
        f"::: a {' '.join(text.split(chr(10)))} a\n\nHay.\n\n:::\n"
    ),
    "index.ingest.mediawiki.read": read("mediawiki"),
    "index.ingest.plain_text.read": read("text"),
    "index.ingest.rst.read": read("rst"),
    "index.ingest.subtitles.read": read("subtitles"),
    "index.ingest.subtitles.read, of a cue": lambda text: read("subtitles")(cues(text)),
    "index.library.clean_question": clean_question,
    "bot.shards.layout.read_layout": read_layout,
    "index.model.revision_of": revision_of,
    "index.text.lexicon.classes_of": classes_of,
    "index.rank.reader.form.is_legible": lambda text: form.is_legible(
        text, [form.Sentence(text, text, text, text)]
    ),
    "index.rank.reader.form.pieces_of": lambda text: form.pieces_of(
        PIECES, text, [form.Sentence(text, text, text, text)]
    ),
    "index.rank.reader.wordpiece.first": lambda text: PIECES.first(text, 60),
    "index.rank.reader.wordpiece.last": lambda text: PIECES.last(text, 60),
    "index.rank.thesaurus.opposites": opposites,
    "index.rank.question.read_question": lambda text: read_question(text, collection()),
    "index.rank.thesaurus.related": related,
    "index.rank.thesaurus.same_predicate": same_predicate,
    "index.quote.frame.unframed": unframed,
    "index.quote.parts.parts_of": parts_of,
    "index.rank.spelling.respell": lambda text: respell(text, collection()),
    "index.quote.reading.legible": legible,
    "index.text.grids.table_at": lambda text: table_at(text, lines_of(text), 0),
    "index.text.grids.table_at, below a head": lambda text: table_at(
        f"|a|b|\n{text}*", lines_of(f"|a|b|\n{text}*"), 0
    ),
    "index.text.headings.is_numbered_title": lambda text: is_numbered_title(f"1. {text}", text),
    "index.text.headings.level_of": level_of,
    "index.text.headings.may_be_title": may_be_title,
    "index.text.headings.opens_a_section": lambda text: opens_a_section(text, text),
    "index.text.outline.check_outline": lambda text: check_outline(text, outlined(text)),
    "index.text.outline.from_values": lambda text: from_values(to_values(outlined(text)), text),
    "index.text.outline.parents": lambda text: parents(text, outlined(text)),
    "index.text.outline.to_values": lambda text: to_values(outlined(text)),
    "index.text.plain.outline_of_text": outline_of_text,
    "index.text.segment.outline_of": lambda text: outline_of(article(text)),
    "index.text.segment.segment": lambda text: segment(article(text)),
    "index.text.segment.units": lambda text: units(text, outlined(text)),
    "index.text.segment.units, of a row": lambda text: units(text, one_row(text)),
    "index.text.sentences.pieces": lambda text: list(pieces(text, 0, len(text))),
    "index.text.sentences.sentences": lambda text: list(sentences(text, 0, len(text))),
    "index.text.settling.settled": lambda text: settled(
        text, outlined(text), frozenset(range(0, len(text), 3))
    ),
    "index.text.signs.is_separator": is_separator,
    "index.text.signs.lines_of": lines_of,
    "index.text.signs.lines_of, with their signs": signed,
    "index.text.wrapping.hard_breaks": lambda text: hard_breaks(filled(text)),
    "index.store.portable.parse_line": lambda text: parse_line(
        raw(line_of_export(text)), first=False
    ),
    "index.store.portable.parse_line, any": lambda text: parse_line(raw(text), first=False),
    "index.articles.titles.exactly": over(exactly),
    "index.articles.titles.find": over(find),
    "index.articles.titles.suggest": over(suggest),
    "bot.wording.plain": lambda text: plain(text, nobody),
    "bot.wording.question_of": lambda text: question_of(text, nobody),
    "bot.wording.talk_in": talk_in,
    "bot.wording.with_names": lambda text: with_names(text, nobody),
    "index.text.unicode.encodable": encodable,
    "index.text.unicode.normalized": lambda text: normalized("NFKC", text),
    "index.text.unicode.pile_of_marks": pile_of_marks,
}
"""Each by its name, and by what of it is worked on where that is not all."""

OF_LIBRARIES: dict[str, frozenset[str]] = {
    # trafilatura and justext look at each table in a table as often as it is deep.
    "index.ingest.html.read": frozenset({"cells"}),
    # mwparserfromhell's tokenizer goes back to where each mark that is never closed began.
    "index.ingest.mediawiki.read": frozenset(
        {"stars", "open comments", "declarations", "elements", "open paragraphs"}
    ),
    # An expression of docutils for inline marks begins anew at each letter; its targets and tables
    # are looked through for each other.
    "index.ingest.rst.read": frozenset({"letters and apostrophes", "colons", "rows"}),
}
"""Shapes that a library takes apart in more than linear time: in the worker, which has a deadline,
and all that is ours of these readers is worked with by itself."""

SLOW = frozenset(
    {"index.ingest.markdown.read", "index.ingest.markdown.discord_document", *OF_LIBRARIES}
)
"""Readers whose libraries take long: what is ours shows in shorter texts, too."""

WITHOUT_TEXT = {
    "bot.render.phrases": {
        "counted",
        "does_not_say",
        "lead_in",
        "origin",
        "place",  # numbers
        "quotes_to_show",
        "refusal",  # of a question, of which `Library` takes 1,000 characters
        "sureness",
    },
    "bot.render.answers": {"how_to_ask", "introduction", "not_allowed", "too_soon"},
    "bot.render.layout": {"fit", "lost_layout", "room_below"},
    "bot.render.articles": {"allowed_layout", "pages_of"},
    "index.text.terms": {
        "question_words",  # `words`, which are kept
        "terms",  # those of `words`
    },
    "index.quote.answer": {
        "answer",  # of questions, of which `Library` takes 1,000 characters
        "in_context",
        "missing_terms",  # as `answer`
        "passage_over",
        "quote_of",
    },
    "index.text.trigrams": {"dice", "signatures", "similar"},
    "index.ingest.article": {
        "article_from_path",  # the operator's files
        "article_from_url",  # `fetch` and `article_from_bytes`
        "article_from_page",  # as `article_from_bytes`
        "known_of",  # of a record, whose values are short
        "read_path",  # the operator's files
        "read_url",  # as `article_from_url`
    },
    "index.ingest.metadata": {"read_metadata"},  # the operator's files
    "index.store.rules": {"digest", "in_batches", "next_change", "record_of"},
    "index.ingest.docx.reader": {"read"},  # its paragraphs are `paragraph_text`
    "index.quote.reading": {"reading"},  # `legible`, of passages
    "index.rank.reader.form": {"sentence_of"},  # a slice
    "index.ingest.labels": {"alphabetic", "roman"},
    "index.text.outline": {"block_of"},  # what a worker or the operator's database says
    "index.text.punkt": {"tokenizer"},
    "index.store.portable": {
        "analyzed",  # `analyze`
        "export_lines",  # what is kept, as `take_over`
        "numbered_lines",  # of a file of the operator, bounded line by line
        "take_over",  # what `parse_line` made
    },
}
"""Public functions of the same modules that get no text of strangers, or nothing but what another
function has seen."""

WITHOUT_FUNCTIONS = {
    "index.train.reader.pairs": "the question sets that the reader is trained on",
    "bot.observing.metrics": "paths and events of Discord's protocol, of a few characters each",
    "index.store.postgres.migrate": "the scripts that ship",
    "bot.commands.articles.sources": "messages, which Discord limits to 4,000 characters",
    "bot.terminal.evaluate.peers": "what the operator compares with",
    "index.evaluate.attributes": "the operator's question sets",
    "index.evaluate.forms": "as above",
    "index.evaluate.questions": "as above",
    "index.store.sqlite.leftovers": "names of files in the data folder",
    "index.ingest.docx.numbers": "styles and numbering of Word, in a worker with a deadline",
    "index.ingest.docx.styles": "as above",
    "index.ingest.epub": "names in a book's contents; its pages are read by `pieces_of`",
    "index.ingest.pdf.reader": "pdfium, in a worker with a deadline",
    "index.ingest.pdf.edges": "rows of a page, which pdfium makes",
    "index.ingest.pdf.paragraphs": "as above",
    "index.ingest.pdf.rows": "as above",
    "index.ingest.pdf.tables": "as above",
    "index.ingest.pdf.words": "as above",
    "index.quote.whole": "passages, which are short",
}
"""Modules with regular expressions none of whose functions is worked with, and why."""

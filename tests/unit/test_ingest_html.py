"""Web pages: the article, what the page says of it, and what hostile ones do."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from index.errors import ArticleError
from index.ingest import article_from_bytes
from index.ingest.document import Document
from index.ingest.elements import pieces_of
from index.ingest.read import read_document
from index.ingest.tree import tree_of

LONG = (
    "The official, who asked not to be named, said that <b>five</b> sites were hit in\n  "
    '<a href="/iraq">northern Iraq</a> on Friday night. Nothing more was said <!-- yet --> about '
    "it."
)
READ = (
    "The official, who asked not to be named, said that five sites were hit in northern Iraq on "
    "Friday night. Nothing more was said about it."
)
HEAD = """
<title>Strikes hit five sites - The Planet</title>
<meta property="og:site_name" content="The Planet"><meta name="author" content="Ann Lee">
<meta property="article:published_time" content="2024-03-02T10:00:00Z">
<link rel="canonical" href="https://planet.example/a/1">
<script>var advertising = "Buy now";</script><style>p { color: red }</style>
"""
FURNITURE = """
<nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>
<aside><h3>Related</h3><a href="/z">A story about cats</a></aside>
<footer>Copyright 2024 The Planet. All rights reserved.</footer>
"""


def page(article: str, head: str = HEAD) -> bytes:
    return (
        f'<!doctype html><html lang="en-GB"><head>{head}</head><body><h1>Strikes hit five sites'
        f"</h1><article>{article}</article>{FURNITURE}</body></html>"
    ).encode()


def read(raw: bytes | str, name: str = "page.html") -> Document:
    return read_document(raw.encode() if isinstance(raw, str) else raw, name=name)


def test_the_article_is_found_and_so_is_what_the_page_says_of_it() -> None:
    found = read(page(f"<p>{LONG}</p><p>Again: {LONG}</p>"))
    assert replace(found, blocks=(), left_out=()) == Document(
        text=f"{READ}\n\nAgain: {READ}",
        title="Strikes hit five sites",
        source="The Planet",
        author="Ann Lee",
        published="2024-03-02",
        language="en-GB",
        url="https://planet.example/a/1",
        kind="html",
    )


def test_blocks_are_paragraphs_and_code_keeps_its_lines() -> None:
    article = f"""
      <p>{LONG}</p><h2>What <i>we</i> know</h2><p>{LONG}</p>
      <ul><li>One <b>long</b> item.</li><li>Another.</li></ul>
      <blockquote><p>Words of somebody.</p></blockquote>
      <table><tr><th>Year</th><th>Hits</th></tr><tr><td>2020</td><td>17</td></tr></table>
      <pre><code>x = 1\n  y = 2</code></pre>
      <p>Call <code>f(x)</code> now.<br>Then wait.</p>
    """
    assert read(page(article)).text.split("\n\n") == [
        READ,
        "What we know",
        READ,
        "One long item.\nAnother.",
        "Words of somebody.",
        "Year | Hits\n2020 | 17",
        "x = 1\n  y = 2",
        "Call f(x) now.\nThen wait.",
    ]


def test_a_very_short_page_is_read_whole_without_its_furniture() -> None:
    found = read(page("<p>Five <b>sites</b> were <i>hit</i>.</p><div>No one died.</div>"))
    assert found.text == "Strikes hit five sites\n\nFive sites were hit.\n\nNo one died."


@pytest.mark.parametrize("fragment", ["<p>Only this.</p>", "<html>Only this.", "Only this."])
def test_a_fragment_is_a_page(fragment: str) -> None:
    assert read(fragment).text == "Only this."


def test_a_page_is_known_by_its_content_whatever_its_name() -> None:
    for start in ("<!DOCTYPE html>", "\ufeff<html>", "<!-- x -->\n<HTML lang=de>", "<?xml?><html>"):
        assert read(f"{start}<body><p>Words.</p>", name="words.txt").kind == "html"
    assert read("A text about <html>.", name="words.txt").kind == "text"


def test_scripts_styles_and_templates_say_nothing() -> None:
    hidden = "<script>SECRET</script><style>SECRET</style><template>SECRET</template>"
    hidden += "<noscript>SECRET</noscript><svg><text>SECRET</text></svg><!-- SECRET -->"
    for article in (f"<p>Short.{hidden}</p>", f"<p>{LONG}{hidden}</p>" * 4 + hidden):
        assert "SECRET" not in read(page(article)).text


def test_a_date_among_the_words_is_not_that_of_the_article() -> None:
    found = read(page(f"<p>On 3 May 1997 it began. {LONG}</p>" * 3, head="<title>T</title>"))
    assert found.published is None


def test_entities_of_a_document_type_are_not_expanded() -> None:
    declared = '<!DOCTYPE html [<!ENTITY a "boom"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    text = read(f"{declared}<html><body><p>One &a; two &x; &eacute;.</p></body></html>").text
    assert "boom" not in text
    assert "root:" not in text
    assert text.endswith("é.")


@pytest.mark.parametrize("tag", ["div", "b", "ul", "table", "blockquote", "span", "q"])
@pytest.mark.parametrize("closed", [True, False])
def test_nesting_without_end_is_refused_at_once(tag: str, closed: bool) -> None:
    deep = f"<{tag}>" * 100_000 + "words" + f"</{tag}>" * 100_000 * closed
    started = time.monotonic()
    with pytest.raises(ArticleError, match="nested more than two thousand deep"):
        read(page(f"<p>{LONG}</p>{deep}<p>Lost.</p>"))
    assert time.monotonic() - started < 5


def test_deep_nesting_as_bad_editors_make_it_is_read_to_the_end() -> None:
    text = read("<html><body>" + "<div>" * 1500 + "deep" + "</div>" * 1500 + "<p>after</p>").text
    assert text == "deep\n\nafter"


def test_a_title_of_200_kilobytes_is_shortened() -> None:
    raw = f"<html><title>{'word ' * 40_000}</title><p>{LONG}</p></html>".encode()
    title = article_from_bytes(raw, name="planet.html").title
    assert title.startswith("word word")
    assert len(title) < 300


def test_only_web_links_are_kept_as_links() -> None:
    for link in ("javascript:alert(1)", "data:text/html,x", "//x", "https://a b", "https://u@x/"):
        head = f'<link rel="canonical" href="{link}">'
        assert read(page(f"<p>{LONG}</p>", head=head)).url is None


def test_overrides_of_direction_and_mentions_are_left_to_rendering() -> None:
    words = "Say \u202egnol\u202c @everyone <@123> ``` [x](http://evil) ||spoiler||."
    assert read(f"<html><p>{words.replace('<', '&lt;')}</p>").text == words


def test_null_bytes_become_what_browsers_make_of_them() -> None:
    assert read(b"<html><p>A\0b\0.</p></html>", name="p.html").text == "A\ufffdb\ufffd."


@pytest.mark.parametrize("raw", ["<html></html>", "<html><script>x</script>", "<!doctype html>"])
def test_a_page_without_text_says_so(raw: str) -> None:
    with pytest.raises(ArticleError, match=r"has no text in it|is empty"):
        read(raw)


# What each block is


def blocks(found: Document) -> list[tuple[str, str, str]]:
    """The pieces of a page: what each is, its label and its text."""
    return [
        (block.kind, block.label, found.text[block.start : block.end]) for block in found.blocks
    ]


def test_the_elements_of_the_article_say_what_each_block_is() -> None:
    article = f"""<h2>Rules<a class="headerlink" href="#r">¶</a></h2><p>{LONG}</p>
      <ol start=3 type=a><li>First<ul><li>Inner</li></ul></li><li><p>Second</p></li></ol>
      <dl><dt>Gate</dt><dd>Shut.</dd></dl>
      <table><caption>Fees</caption><tr><th>Boat</th><th>Night</th></tr>
      <tr><td rowspan=2>Dinghy</td><td><ul><li>5</li><li>6</li></ul></td></tr>
      <tr><td>7</td></tr></table>
      <table><tr><td><h3>Framed</h3><p>A page in a table.</p></td></tr></table>
      <p>Done.<sup class="reference"><a href="#n">[1]</a></sup> H<sub>2</sub>O</p>"""
    _title, *found = blocks(read(page(article)))
    assert found == [
        ("heading", "", "Rules"),
        ("paragraph", "", READ),
        ("item", "c", "c. First"),
        ("item", "", "Inner"),
        ("item", "d", "d. Second"),
        ("question", "", "Gate"),
        ("paragraph", "", "Shut."),
        ("head", "Fees", "Boat | Night"),
        ("row", "", "Dinghy | 5\n6"),
        ("row", "", "Dinghy | 7"),
        ("heading", "", "Framed"),
        ("paragraph", "", "A page in a table."),
        ("paragraph", "", "Done. H2O"),
    ]


def test_what_is_left_out_is_counted_with_the_reason() -> None:
    found = read(
        page(f"<p>{LONG}</p><p>Lire aussi : les phares</p><p>941 commentaires</p><p>{LONG}</p>")
    )
    reasons = {one.text: one.why for one in found.left_out}
    assert reasons["Home"] == "menu"
    assert reasons["Lire aussi : les phares"] == "links and notices of the page"
    assert "941 commentaires" in reasons
    assert found.text.count(READ) == 2


def test_a_consent_banner_is_no_article_however_short_this_is() -> None:
    banner = "<div class='cookie-consent'><p>We and our 412 partners store cookies here.</p></div>"
    found = read(f"<html><body>{banner * 9}<h1>Ferry</h1><p>It is cancelled.</p></body></html>")
    assert found.text == "Ferry\n\nIt is cancelled."


def test_replies_are_read_where_somebody_asks_and_mentioned_elsewhere() -> None:
    comments = "<div class=comments><p>Use the white buoys north of the slip.</p></div>"
    article = f"<div><h1>Where to moor?</h1><p>{LONG}</p></div>"
    asked = f"<title>Where to moor?</title><body>{article}{comments}"
    told = asked.replace("Where to moor?", "Mooring")
    assert "white buoys" in read(asked).text
    found = read(told)
    assert "white buoys" not in found.text
    assert found.warnings == ("The comments of readers below the article are left out.",)


def test_the_name_of_the_site_is_no_part_of_the_title() -> None:
    raw = f"<title>Duck - The Planet</title><body><h1>Duck</h1><p>{LONG}</p><p>{LONG}</p>"
    assert read(raw).title == "Duck"


def test_the_work_grows_with_the_page() -> None:
    """Pages on which work that grew with its square would take minutes."""
    for raw in (
        "<p>" + "word<br>" * 200_000,
        "<p>" + "<sup>" * 1500 + "<i></i>" * 50_000,
        "<table><tr>" + "<td colspan=1000 rowspan=1000>x" * 20_000,
        "<table><tr><td>" * 300,
    ):
        started = time.process_time()
        pieces_of(tree_of(raw, name="page.html"))
        assert time.process_time() - started < 15

"""What stands on a page around its article, by the elements that it stands in and by its words."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from index.text.boilerplate import is_boilerplate

if TYPE_CHECKING:
    from lxml.etree import _Element

COMMENTS: Final = "comments"
BANNER: Final = "cookie banner"
STRONG: Final = frozenset({COMMENTS, BANNER, "share bar", "advertising"})
"""What is never the article, even where it reads like one."""
_BY_TAG = {
    "nav": "menu",
    "menu": "menu",
    "footer": "footer",
    "aside": "aside",
    "form": "form",
    "dialog": "dialog",
}
_BY_ROLE = {
    "navigation": "menu",
    "contentinfo": "footer",
    "complementary": "aside",
    "search": "form",
    "dialog": "dialog",
    "alertdialog": "dialog",
}
# Words of the classes and ids of elements, "-" for what may join two of them.
_BY_NAME = {
    BANNER: """
        cookie cookies cookie-banner cookie-bar cookie-consent cookie-notice cookie-policy
        cookie-law cookie-popup cookie-overlay cookie-modal cookie-wall cookie-message cookie-info
        consent gdpr ccpa onetrust didomi usercentrics cmp cmpbox
        """,
    COMMENTS: """
        comment comments comment-list comments-list comment-area comments-area comment-section
        comments-section comment-thread comment-body comment-content disqus respond
        """,
    "share bar": """
        share sharing sharedaddy social share-bar share-button share-buttons share-links share-tools
        addtoany
        """,
    "other stories": """
        related recommended recommendations read-more read-next read-also more-stories more-news
        more-from more-on see-also teaser teasers most-read most-popular trending outbrain taboola
        """,
    "newsletter": "newsletter newsletters subscribe subscription sign-up mailing-list paywall",
    "advertising": "ad ads advert adverts advertisement advertising sponsored promo promotion",
    "sidebar": "side-bar",
    "menu": """
        breadcrumb breadcrumbs navbar navbox navigation nav menu pagination pager prev-next
        skip-link skip-links catlinks jump-link toctree site-header mw-panel vector-menu tags
        """,
    "contents": "toc table-of-contents tocnumber",
    "footer": "footer colophon printfooter copyright",
}
_NAMES = {
    why: re.compile(
        rf"(?<![a-z0-9])(?:{'|'.join(names.split())})(?![a-z0-9])".replace("-", "[-_ ]?").replace(
            "a[-_ ]?z0[-_ ]?9", "a-z0-9"
        )
    )
    for why, names in _BY_NAME.items()
}
_WHOLE = frozenset({"html", "body", "main", "article"})
_ELSEWHERE = """
    à lire aussi|lire aussi|lire également|voir aussi|sur le même sujet|sur le même thème
    lesen sie auch|lesen sie|mehr zum thema|mehr dazu|auch interessant|lea también|lee también
    leer más|ver más|te puede interesar|leggi anche|guarda anche|leia também|leia mais|veja também
    lees ook|lees verder|läs också|läs även|läs mer|les også|læs også|lue myös|lue lisää
    czytaj też|czytaj także|czytaj również|przeczytaj też|przeczytaj także|zobacz też|zobacz także
    čtěte také|přečtěte si také|читайте также|читайте також|citește și|olvassa el ezt is
    διαβάστε επίσης|διαβάστε ακόμη|διαβάστε ακόμα|ayrıca bakın|ayrıca okuyun|ilgili haber
    ilgili haberler|اقرأ أيضا|اقرأ أيضاً|اقرأ المزيد|اقرأ ايضا|קראו גם|קראו עוד|baca juga|xem thêm
    यह भी पढ़ें|あわせて読みたい|関連記事|関連リンク|相关阅读|相关新闻|延伸阅读|延伸閱讀|相關新聞
    관련 기사|관련기사|관련 뉴스
    """
_COMMENT_COUNTS = """
    comment comments replies commentaire commentaires réactions kommentar kommentare comentario
    comentarios comentário comentários commento commenti reacties kommentarer kommenttia komentarzy
    komentářů комментария комментариев коментарів σχόλια yorum تعليق تعليقات
    条评论 則留言 件のコメント
    """
_PHRASES = "|".join(line.strip() for line in _ELSEWHERE.strip().splitlines())
_LINES = re.compile(
    rf"(?:{_PHRASES})"
    r"\s*(?:[:：›»|–—-].{0,160})?"
    rf"|\d[\d.,\s]{{0,8}}\s?(?:{'|'.join(_COMMENT_COUNTS.split())})\W{{0,3}}",
    re.IGNORECASE,
)
_LONGEST = 200


def within(element: _Element) -> str:
    """Return why what stands in an element may be no part of the article; empty for no reason."""
    tag = element.tag
    if tag in _WHOLE:
        return ""
    if why := _BY_TAG.get(tag) or _BY_ROLE.get(element.get("role") or ""):
        return why
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    if len(names) < 3 or len(names) > _LONGEST:  # noqa: PLR2004 - no name of ours is that short
        return ""
    return _by_name(names.lower())


@lru_cache(maxsize=4096)
def _by_name(names: str) -> str:
    return next((why for why, pattern in _NAMES.items() if pattern.search(names)), "")


def leads_elsewhere(text: str) -> bool:
    """Tell whether a whole paragraph of a page leads away from its article, in any language."""
    if is_boilerplate(text):
        return True
    return len(text) <= _LONGEST and _LINES.fullmatch(text.strip()) is not None

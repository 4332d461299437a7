"""What a person means by what they wrote: the question without what only Discord shows. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

Talk = Literal["help", "greeting", "thanks"]
Named = Callable[[str, int], str | None]
"""Returns the name for a mention by its sigil ("@", "@&" or "#") and id; empty to leave it out,
None when it is not known."""

_MARK = re.compile(
    r"""
      <(?P<sigil>\#|@&|@!?)(?P<id>\d{1,20})>
    | <a?:\w{2,32}:\d{1,20}>
    | <t:-?\d{1,13}(?::[tTdDfFR])?>
    | </(?P<command>[\w\- ]{1,100}):\d{1,20}>
    | <id:\w{1,40}>
    """,
    re.VERBOSE,
)
_UNKNOWN = {"@": "@member", "@&": "@role", "#": "#channel"}
_MASKED_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\(<?https?://[^\s()]{1,2000}>?\)")
_LINK = re.compile(r"<?https?://[^\s<>]*>?", re.IGNORECASE)
_CODE = re.compile(r"`+")
_EMOTICON = re.compile(r"(?<!\S)(?:[:;=]-?[()DPpo3/|*]+|<3+|\^\^|[xX]D+)(?!\S)")
_PAIRED = tuple(
    re.compile(rf"{mark}(?=\S)([^{char}\n]{{1,2000}}?)(?<=\S){mark}")
    for mark, char in ((r"\*\*", "*"), (r"\|\|", "|"), ("~~", "~"), ("__", "_"))
)
_QUOTED = re.compile(r"(?m)^(?:>{1,3} |-# |#{1,3} )")
_GREETED = re.compile(
    r"(?:hi|hello|hey|yo|good (?:morning|afternoon|evening|day))"
    r"(?: (?:there|all|everyone|everybody|folks|bot|pullquote))?(?:[,!.:;]+ ?| (?=please ))",
    re.IGNORECASE,
)
_PLEASE = re.compile(r"(?:please|pls|plz),? ", re.IGNORECASE)
_THANKS = (
    r"(?:please|pls|plz|thanks|thank you|thx|ty|cheers)"
    r"(?: (?:a lot|so much|very much|in advance|bot|pullquote|everyone|all))?"
)
_AFTER_A_STOP = re.compile(rf"(?P<stop>[,;:.!?]+) ?{_THANKS}(?P<end>[ .!?,]*)$", re.IGNORECASE)
_AT_THE_END = re.compile(r"(?P<stop>) (?:please|pls|plz|thanks|thx)(?P<end>[ .!,]*\??)$")
_MOST_COURTESIES = 4
_LONGEST_COURTESY = 80
"""Characters at the end of a question among which its thanks are looked for."""
_LONGEST_TALK = 60
_APOSTROPHES = re.compile("['’]")
_NOT_WORDS = re.compile(r"[^\w\s]+")


def _phrases(listed: str) -> frozenset[str]:
    """Phrases without apostrophes, as many people write them."""
    return frozenset(phrase.strip() for phrase in re.sub("[\n']", "", listed).split("|"))


_HELP = _phrases(
    """
    help|help me|please help|help please|commands|command|command list|list commands|usage|manual
    |info|about|start|menu|what can you do|what do you do|who are you|what are you
    |how do you work|how does this work|how do i use you|how do i use this|how to use
    |show help|show commands|show me the commands|what are your commands|what are the commands
    |what commands are there|can you help|can you help me|i need help|are you a bot|are you there
    |you there|what can this bot do|what does this bot do|how does this bot work|how do you use this
    |how do i use this bot
    """
)
_GREETINGS = _phrases(
    """
    hi|hello|hey|hiya|yo|sup|howdy|hi there|hello there|hey there|hi bot|hello bot|hey bot
    |good morning|good evening|good afternoon|good day|good night|morning|gm|gn|bye|goodbye
    |see you|cya|how are you|what's up|welcome back|hola|hallo|bonjour|ciao|salut
    """
)
_ACKNOWLEDGED = _phrases(
    """
    thanks|thank you|thank u|thx|ty|tysm|tyvm|cheers|thanks a lot|thank you so much|many thanks
    |thank you very much|ok|okay|k|kk|okay thanks|ok thanks|ok thank you|got it|i see|right|alright
    |good bot|bad bot|nice bot|best bot|good|great|nice|cool|perfect|awesome|amazing|wow|lol|lmao
    |haha|yes|no|yep|nope|yeah|sure|fine|np|no problem|never mind|nevermind|nvm|test|testing|ping
    |nice one|good job|well done|love it|true|exactly|same|this|oh|ah|hm|hmm|oops|sorry
    |appreciate it|much appreciated|you're welcome|no worries|no thanks|brb|stop
    |cancel|that's all|i found it|found it|who's a good bot|thanks for your answer|merci|danke
    |gracias|grazie|obrigado|arigato
    """
)


_FILLERS = _phrases(
    """
    and|but|so|please|pls|plz|bot|pullquote|all|everyone|everybody|folks|guys|man|mate|again
    |so much|very much|a lot|for that|for the help|for your help|for the answer|for the info
    |that helped|that helps|that's it|it works|works
    """
)
_TALK: dict[str, Talk | None] = {
    **dict.fromkeys(_FILLERS),
    **dict.fromkeys(_ACKNOWLEDGED, "thanks"),
    **dict.fromkeys(_GREETINGS, "greeting"),
    **dict.fromkeys(_HELP, "help"),
}
"""The kind of each phrase; None for those that only go with others."""
_MOST_WORDS = max(len(phrase.split()) for phrase in _TALK)
_BY_WEIGHT: tuple[Talk, ...] = ("help", "thanks", "greeting")
"""Of several kinds, which counts."""


def question_of(text: str, named: Named) -> str:
    """Return the question in a text of Discord, on one line; empty when there is none.

    Mentions are names, as ``named`` gives them; times, custom emoji and links are left out, and so
    are the signs of code and of formatting, and courtesies before and after it.
    """
    asked = " ".join(plain(text, named).split())
    words = " ".join(_EMOTICON.sub(" ", asked).split())
    return _without_courtesies(words if any(map(str.isalnum, words)) else asked)


def plain(text: str, named: Named) -> str:
    """Return a text as a reader of Discord reads it, times, custom emoji and links left out."""
    text = _MARK.sub(lambda match: _shown(match, named), text)
    text = _MASKED_LINK.sub(r"\1", text)
    text = _QUOTED.sub("", _CODE.sub(" ", _LINK.sub(" ", text)))
    for pair in _PAIRED:
        text = pair.sub(r"\1", text)
    return text


def with_names(text: str, named: Named) -> str:
    """Return a text with the names of those whom it mentions, as far as they are known."""

    def name(match: re.Match[str]) -> str:
        if not match["id"]:
            return match[0]
        sigil = match["sigil"].removesuffix("!")
        known = named(sigil, int(match["id"]))
        return f"{sigil[0]}{known}" if known else match[0]

    return _MARK.sub(name, text)


def talk_in(question: str) -> Talk | None:
    """Tell what kind of small talk a text is that asks nothing of the articles; None if it asks."""
    if len(question) > _LONGEST_TALK:
        return None
    words = _NOT_WORDS.sub(" ", _APOSTROPHES.sub("", question.casefold())).split()
    if not any(char.isalnum() for word in words for char in word):
        return _of_signs(question)
    said: set[Talk | None] = set()
    while words:
        length = next((n for n in range(_MOST_WORDS, 0, -1) if _phrase(words, n) in _TALK), 0)
        if not length:
            return None
        said.add(_TALK[_phrase(words, length)])
        words = words[length:]
    return next((kind for kind in _BY_WEIGHT if kind in said), None)


def _phrase(words: list[str], length: int) -> str:
    return " ".join(words[:length])


def _of_signs(text: str) -> Talk | None:
    """Return what a text without a word means: "?" asks for help, an emoji for nothing."""
    if "?" in text:
        return "help"
    return "thanks" if text else None


def _shown(match: re.Match[str], named: Named) -> str:
    if match["id"]:
        sigil = match["sigil"].removesuffix("!")
        known = named(sigil, int(match["id"]))
        if known is None:
            return _UNKNOWN[sigil]
        return f"{sigil[0]}{known}" if known else " "
    return f"/{match['command']}" if match["command"] else " "


def _without_courtesies(question: str) -> str:
    """Return a question without "hello" and "please" before it and "thanks" after it.

    What is nothing but courtesy stays: it is small talk.
    """
    asked = question
    for pattern in (_GREETED, _PLEASE):
        if match := pattern.match(asked):
            asked = asked[match.end() :]
    for _ in range(_MOST_COURTESIES):
        tail = asked[-_LONGEST_COURTESY:]
        match = _AFTER_A_STOP.search(tail) or _AT_THE_END.search(tail)
        if not match:
            break
        asked = asked[: len(asked) - len(tail) + match.start()].rstrip()
        asked += "?" if "?" in match["stop"] + match["end"] else ""
    return asked if any(char.isalnum() for char in asked) else question

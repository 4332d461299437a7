"""What politeness puts before a question: "Could you tell me where it is?" asks where it is."""

from __future__ import annotations

import re

from index.text.terms import question_words

_WH = r"(?:who|whom|whose|when|where|why|how|what|which|if|whether)\b"
_SOMEONE = r"(?:some|any)(?:one|body)"
_PLEASE = r"(?:,?[ ]?(?:please|pls|plz|kindly|maybe|possibly|perhaps)\b,?)?"
_BEGINNING = re.compile(
    rf"""
      (?:hi|hello|hey)\b (?:[ ](?:there|all|everyone|everybody|guys|folks|bot|team))? [,!.:;]* [ ]
    | (?:please|pls|plz|um+|uh|ok|okay|well|sorry|excuse[ ]me|(?:just[ ]a[ ])?quick[ ]question
        |(?:i[ ]have[ ]a|i've[ ]got[ ]a|just[ ]a|one)[ ](?:quick[ ])?question|my[ ]question[ ]is
        |question)
      (?:[,:.!]+[ ]|[ ](?={_WH}|can\b|could\b|do\b|does\b|tell\b))
    | (?:can|could|would|will)[ ](?:you|u|{_SOMEONE}){_PLEASE}
      [ ](?:tell|remind|show|inform|let)[ ](?:me|us)(?:[ ]know)?{_PLEASE}[ ](?={_WH}|about\b)
    | (?:(?:can|could|would|will)[ ](?:you|u|{_SOMEONE}){_PLEASE}[ ])?(?:explain|clarify)
      (?:[ ]to[ ](?:me|us))?{_PLEASE}[ ](?={_WH})
    | (?:tell|remind)[ ](?:me|us){_PLEASE},?[ ](?={_WH})
    | let[ ](?:me|us)[ ]know[ ](?={_WH})
    | (?:does|do|would|did)[ ](?:you|u|{_SOMEONE})(?:[ ](?:here|happen[ ]to|perhaps|maybe|by[ ]any
        [ ]chance))*[ ](?:know|remember|recall|tell)[ ](?={_WH})
    | (?:{_SOMEONE}|you|u)[ ](?:here[ ])?knows?[ ](?={_WH})
    | (?:i(?:'m|[ ]am|[ ]was|'ve[ ]been)?|im|we(?:'re|[ ]are|[ ]were)?)[ ]
      (?:just[ ])?(?:wondering|wonder|curious|asking)(?:[ ]about)?,?[ ](?={_WH})
    | (?:just[ ])?(?:wondering|curious),?[ ](?={_WH})
    | (?:i|we)(?:'d|[ ]would)?[ ](?:just[ ])?(?:want|wanted|need|like|love|am[ ]trying)[ ]to[ ]
      (?:know|ask|find[ ]out|understand|learn)(?:[ ]you)?,?[ ](?={_WH})
    | (?:i|we)[ ](?:do[ ]not|don't|dont|can't[ ]remember|forgot|forget)(?:[ ](?:know|understand
        |remember|get))?[ ](?={_WH})
    | (?:do[ ]you[ ]have[ ])?any(?:one[ ]got[ ]any)?[ ](?:idea|clue|info|news)s?(?:[ ](?:on|about|as
        [ ]to))?[ ](?={_WH})
    """,
    re.VERBOSE | re.IGNORECASE,
)
_IF = re.compile(r"(?:if|whether) ", re.IGNORECASE)
_MOST = 4
"""Beginnings that are taken off, one after another: "Hi, quick question: does anyone know ..."."""


def unframed(asked: str) -> str:
    """Return a question without the polite beginning that asks for no more than the rest does.

    >>> unframed("Hi, could you please tell me where the camp is?")
    'where the camp is?'
    >>> unframed("Do you know if the museum is open?")
    'the museum is open?'
    >>> unframed("Did anyone know the code?")
    'Did anyone know the code?'
    """
    rest = asked.lstrip()
    for _ in range(_MOST):
        match = _BEGINNING.match(rest.replace("’", "'"))
        if not match:
            break
        rest = rest[match.end() :].lstrip()
    if rest != asked.lstrip() and (match := _IF.match(rest)):
        rest = rest[match.end() :]
    return rest if any(word.terms for word in question_words(rest)) else asked

"""Questions about what an article mentions and does not tell: the age, founder, price of a thing.

Made by templates from the names of an article, where no word of the article speaks of the
attribute. No set of people's questions has many of these, and people ask them all the time.
"""

from __future__ import annotations

import re
from collections import Counter
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from index.evaluate.questions import AskedQuestion, QuestionSet

if TYPE_CHECKING:
    from index.model import Article

_SEED = 2029
_MOST = 8
"""Questions about an article."""
_MENTIONS = 2
"""Times that an article names a thing, at least."""
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,}){0,2}(?![\w’'-])")
_NO_THING = frozenset(
    """January February March April May June July August September October November December Monday
    Tuesday Wednesday Thursday Friday Saturday Sunday God The This That These English French German
    American British Chinese""".split()
)


class _Attribute(NamedTuple):
    spoken_of: str
    """A pattern of the words with which an article may speak of it, and then is not asked."""
    trained: tuple[str, ...]
    """Templates that the model is trained with."""
    tested: tuple[str, ...]
    """Templates that it is tested with, and never trained."""


_ATTRIBUTES = (
    _Attribute(
        r"age[ds]?|years?[- ]old|born|birth\w*|year-old",
        ("How old is {}?", "What is the age of {}?"),
        ("How many years old is {}?", "What age is {}?"),
    ),
    _Attribute(
        r"found\w*|establish\w*|creat\w*|start\w*|set up|form(?:ed|er|ation)|launch\w*|began",
        ("Who founded {}?", "Who started {}?"),
        ("Who is the founder of {}?", "Who established {}?", "Who created {}?"),
    ),
    _Attribute(
        r"cost\w*|pric\w*|worth|paid|pays?|dollars?|euros?|pounds?|fees?|charge\w*",
        ("How much does {} cost?", "How expensive is {}?"),
        ("What is the price of {}?", "What did {} cost?"),
    ),
    _Attribute(
        r"population|inhabitants?|people|residents?|liv(?:e|es|ed|ing)",
        ("How many people live in {}?",),
        ("What is the population of {}?", "How many inhabitants does {} have?"),
    ),
    _Attribute(
        r"born|birth\w*",
        ("When was {} born?",),
        ("In which year was {} born?", "Where was {} born?"),
    ),
    _Attribute(
        r"di(?:es?|ed|ying)|dead|deaths?|kill\w*|pass(?:ed)? away",
        ("When did {} die?",),
        ("In what year did {} die?", "Where did {} die?"),
    ),
    _Attribute(
        r"tall\w*|height|high|met(?:er|re)s?|feet|foot",
        ("How tall is {}?",),
        ("What is the height of {}?", "How high is {}?"),
    ),
    _Attribute(
        r"marri\w*|marry\w*|wife|wives|husband|spouse|wedding",
        ("Who is {} married to?",),
        ("Who did {} marry?", "What is the name of the wife of {}?"),
    ),
    _Attribute(
        r"own(?:s|ed|er\w*|ing)?|bought|buy\w*|sold|acquir\w*",
        ("Who owns {}?",),
        ("Who is the owner of {}?", "Who bought {}?"),
    ),
    _Attribute(
        r"headquarter\w*|based|offices?|seat",
        ("Where is the headquarters of {}?",),
        ("Where is {} based?",),
    ),
    _Attribute(r"weigh\w*|kg|kilograms?|tons?|tonnes?", (), ("How much does {} weigh?",)),
    _Attribute(r"earn\w*|salar\w*|income|wages?|paid|pay\w*", (), ("How much does {} earn?",)),
    _Attribute(r"phone\w*|telephone|call\w*|number", (), ("What is the phone number of {}?",)),
    _Attribute(r"open\w*|hours?", (), ("When does {} open?",)),
)


def attributes(questions: QuestionSet, *, training: bool = False) -> QuestionSet:
    """Return a set whose near questions are made by templates; what is answerable stays.

    The templates of ``training`` are others than those that are tested, and some of those ask for
    attributes that training never does. All is drawn once and for all.
    """
    random = Random(_SEED + training)  # noqa: S311 - a choice of questions, not a secret
    asked = tuple(
        (*questions.answerable(number), *_about(article, random, training=training))
        for number, article in enumerate(questions.articles)
    )
    return QuestionSet(f"{questions.name}, attributes", questions.articles, asked)


def _about(article: Article, random: Random, *, training: bool) -> tuple[AskedQuestion, ...]:
    counts = Counter(_NAME.findall(article.text))
    names = [
        name
        for name, count in counts.items()
        if count >= _MENTIONS and _NO_THING.isdisjoint(name.split())
    ]
    templates = [
        template
        for attribute in _ATTRIBUTES
        if not re.search(rf"\b(?:{attribute.spoken_of})\b", article.text, re.IGNORECASE)
        for template in (attribute.trained if training else attribute.tested)
    ]
    pairs = [(template, name) for template in templates for name in names]
    drawn = random.sample(pairs, min(_MOST, len(pairs)))
    return tuple(AskedQuestion(template.format(name), ()) for template, name in drawn)

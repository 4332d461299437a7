"""What makes one passage come before another, feature by feature, and the model over them."""

from __future__ import annotations

import numpy as np
import pytest

from index.collection.collection import Collection
from index.model import Article
from index.quote.answer import answer
from index.rank.background import Background, read_background
from index.rank.candidates import MOST, candidates
from index.rank.evidence import EVIDENCE, evidence, pieces
from index.rank.features import FEATURES, compute
from index.rank.features.content import content_features
from index.rank.features.context import context_features, paragraphs_of
from index.rank.features.matching import match
from index.rank.features.window import look_around
from index.rank.features.wording import wording_features
from index.rank.model import parse_model, shipped_model
from index.rank.question import read_question
from index.rank.ranking import rank
from index.rank.thesaurus import opposites, related

BACKGROUND = Background(100, {"used": 90, "war": 40})


def collection_of(*texts: str, title: str = "A title") -> Collection:
    return Collection(
        Article(f"a{number}", title, text, "test") for number, text in enumerate(texts)
    )


def features_of(collection: Collection, asked: str) -> dict[str, list[float]]:
    """Return the features of all passages, in order."""
    question = read_question(asked, collection)
    numbers = np.arange(len(collection.table))
    columns = compute(question, collection, numbers, BACKGROUND).columns
    return {name: columns[:, place].tolist() for place, name in enumerate(FEATURES)}


def first(collection: Collection, asked: str) -> str:
    """Return the text of the passage that the shipped model puts first."""
    ranking = rank(
        read_question(asked, collection),
        collection,
        weights=shipped_model().weights,
        background=read_background(),
    )
    assert ranking is not None
    return collection.text(collection.passage(int(ranking.numbers[0])))


def test_bm25_is_that_of_the_index() -> None:
    collection = collection_of("Rockets hit the base. The base burned. It rained.")
    found = features_of(collection, "What hit the base?")
    expected = collection.index.get_scores(["hit", "base"])
    np.testing.assert_allclose(found["bm25"], expected, atol=1e-12)


def test_words_of_the_title_count_less_for_what_is_asked_about_it() -> None:
    collection = collection_of("Jaws scared people. The score won prizes.", title="Jaws")
    found = features_of(collection, "Which prizes did the score of Jaws win?")
    assert found["topic_free"] == [0.0, 1.0] or found["topic_free"][1] > found["topic_free"][0]
    assert found["topic_only"] == [1.0, 0.0]
    assert found["title"][0] > 0


def test_similar_and_related_words_count_in_part() -> None:
    collection = collection_of("They withdrew. The withdrawal began. A vehicle stopped.")
    found = features_of(collection, "What about withdrawals and a car?")
    assert found["topic_free_close"][1] > 0
    assert found["related"][2] > 0
    assert found["related"][0] == 0


def test_paragraph_and_neighbors_lend_what_the_sentence_lacks() -> None:
    collection = collection_of("Rockets hit Taji. He blamed Iran.\n\nRain fell in Taji.")
    found = features_of(collection, "Who blamed Iran for rockets?")
    assert found["paragraph_share"] == [1.0, 1.0, 0.0]
    assert found["before"][1] > 0
    assert found["leaning"] == [0.0, found["before"][1], 0.0]
    assert found["paragraph_opening"] == [1.0, 0.0, 1.0]
    assert found["opening"] == pytest.approx([1.0, 0.5, 1 / 3])


def test_articles_are_told_apart() -> None:
    collection = collection_of("Rockets hit Taji.", "Iran was blamed. Rockets flew.")
    found = features_of(collection, "Was Iran blamed for rockets?")
    assert found["article"][1] == found["article"][2] > found["article"][0]
    assert found["opening"] == [1.0, 1.0, 0.5]


def test_an_answer_looks_like_what_is_asked_for() -> None:
    collection = collection_of("They left in May 2018. They left for Iraq. They left 35 trucks.")
    assert features_of(collection, "When did they leave?")["time"] == [1.0, 0.0, 0.0]
    assert features_of(collection, "When did they leave?")["year"] == [1.0, 0.0, 0.0]
    assert features_of(collection, "Where did they leave to?")["place"][1] == 0.0
    near = features_of(collection, "How many trucks did they leave?")["number_near"]
    assert near[2] > near[0] > near[1] == 0.0
    assert features_of(collection, "Who left?")["time"] == [0.0, 0.0, 0.0]


def test_what_says_nothing_new_is_told() -> None:
    found = features_of(
        collection_of("The Dowding system. It guided pilots home."), "Dowding system"
    )
    assert found["nothing_new"] == [1.0, 0.0]


def test_a_misspelt_word_finds_what_it_means() -> None:
    collection = collection_of("Soleimani died. It rained.", "The weather was fine.")
    found = candidates(read_question("Soleimni", collection), collection, within=None)
    assert found.tolist() == [0, 1]  # the rest of its article follows


def test_the_candidates_are_not_more_than_their_number_and_of_the_wanted_article() -> None:
    collection = collection_of("The base burned. " * 300, "The base stood. It rained.")
    asked = read_question("What about the base?", collection)
    assert len(candidates(asked, collection, within=None)) == MOST
    within = collection.entry("a1").numbers
    assert candidates(asked, collection, within=within).tolist() == [*within]


def test_every_passage_of_a_short_article_is_a_candidate() -> None:
    alone = collection_of("Rockets hit the base. It rained. They left.")
    asked = read_question("Why zebras?", alone)
    assert candidates(asked, alone, within=None).tolist() == [0, 1, 2]
    several = collection_of("Rockets hit the base. It rained.", "The weather was fine. Bells rang.")
    asked = read_question("Which base?", several)
    assert candidates(asked, several, within=None).tolist() == [0, 1]
    asked = read_question("Why zebras?", several)
    assert not len(candidates(asked, several, within=None))


def test_nothing_is_found_for_a_question_without_a_word_of_its_own() -> None:
    collection = collection_of("Rockets hit the base.")
    weights = shipped_model().weights
    question = read_question("who is it", collection)
    assert rank(question, collection, weights=weights, background=BACKGROUND) is None


def test_the_sentence_with_the_answer_comes_first() -> None:
    collection = collection_of(
        "The bridge is a symbol of the city. The bridge was opened in 1932. Traffic grew.\n\n"
        "The bridge was painted grey because only grey paint could be had in that quantity."
    )
    assert first(collection, "When was the bridge opened?") == "The bridge was opened in 1932."
    assert first(collection, "why is the bridge gray").endswith("that quantity.")


def test_every_feature_and_piece_of_evidence_that_is_named_is_computed_and_no_other() -> None:
    collection = collection_of("Rockets hit the base. It rained.")
    question = read_question("Did zebras hit the base in 2019?", collection)
    ranking = rank(question, collection, weights=shipped_model().weights, background=BACKGROUND)
    assert ranking is not None
    found = pieces(ranking, collection, BACKGROUND)
    assert found.keys() == EVIDENCE.keys()
    assert evidence(ranking, collection, BACKGROUND).tolist() == [found[n] for n in EVIDENCE]
    assert all(map(np.isfinite, found.values()))
    assert found["unknown"] == 2
    assert found["numbers not in articles"] == 1
    window = look_around(collection, ranking.numbers)
    matching = match(question, collection, window, BACKGROUND)
    paragraphs = paragraphs_of(collection, window, matching)
    wording = wording_features(question, collection, window, matching)
    context = context_features(collection, window, matching, paragraphs, bm25=wording["bm25"])
    content = content_features(question, collection, window, matching)
    assert len(wording) + len(context) + len(content) == len(FEATURES)
    assert {*wording, *context, *content} == FEATURES.keys()


@pytest.mark.parametrize(
    ("asked", "instead"),
    [
        ("Who won the first battle?", {"opposite instead"}),
        ("Who lost the second battle?", {"opposite instead"}),
        ("Who was allied before the second battle?", {"opposite instead"}),
        ("Who was informally allied after the second battle?", {"opposite instead"}),
        ("Who won the second battle in 1814?", {"number instead"}),
        ("Who won the second battle in 1815?", set()),
        ("Was the second battle the first that they won?", set()),
        ("Who won the second battle?", set()),
    ],
)
def test_words_that_stand_in_place_of_the_question_s_are_evidence(
    asked: str, instead: set[str]
) -> None:
    collection = collection_of(
        "After the second battle, won in 1815, they were formally allied. It rained."
    )
    question = read_question(asked, collection)
    ranking = rank(question, collection, weights=shipped_model().weights, background=BACKGROUND)
    assert ranking is not None
    found = pieces(ranking, collection, BACKGROUND)
    assert {name for name in found if name.endswith(" instead") and found[name]} == instead


def test_a_sentence_about_another_one_is_less_sure_to_answer() -> None:
    collection = collection_of("The second battle was won by the Swedes in 1815. It rained.")
    sure = answer("Who won the second battle in 1815?", collection, limit=1).confidence
    assert answer("Who won the first battle in 1815?", collection, limit=1).confidence < sure
    assert answer("Who won the second battle in 1715?", collection, limit=1).confidence < sure


def test_opposites_are_mutual_and_none_is_its_own() -> None:
    def words(form: str) -> set[str]:
        return {word for word, _ in opposites(form)}

    assert {"last", "second"} <= words("first")
    assert "first" in words("second")
    assert "south" in words("north")
    assert "formal" in words("informal")
    assert "unhappy" in words("happy")
    assert not {"first", "1st"} & words("first")
    assert ("begin", "begin") in opposites("ending")
    assert not opposites("zzz")


def test_the_shipped_model_is_read_back_as_it_is_written() -> None:
    model = shipped_model()
    again = parse_model(model.dump(("a note",)))
    np.testing.assert_array_equal(again.weights, model.weights)
    for head in ("covered", "first", "near"):
        np.testing.assert_array_equal(
            getattr(again.confidence, head).weights, getattr(model.confidence, head).weights
        )
    assert again.threshold == model.threshold
    assert 0 < model.threshold < 1


def test_the_background_is_read_back_as_it_is_written_and_leaves_an_article_out() -> None:
    background = read_background()
    assert background.idf("zebra-of-the-unheard") > background.idf("first") > 0
    assert BACKGROUND.without(["war"]).df["war"] == 39
    assert BACKGROUND.dump() == "100\nused 90\nwar 40\n"


def test_related_words_are_stems_and_mutual() -> None:
    assert "death" in related("die")
    assert "die" in related("death")
    assert "french" in related("franc")
    assert related("zzz") == ()
    assert "die" not in related("die")

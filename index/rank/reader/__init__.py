"""Read the best candidates: a small neural network says whether a sentence answers a question.

May import `index.rank` and what it may import; only `index.rank.rankers` and what trains it use it.
"""

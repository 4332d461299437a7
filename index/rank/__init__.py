"""Order the candidates of a question, and estimate how likely the first of them answers it.

May import `index.collection`, `index.bm25` and `index.text`. The door is `index.rank.rankers`;
`index.rank.features` has what the linear model sees of a candidate.
"""

"""Training: question sets in, the files of weights that `index.rank` ships out.

May import anything in `index`; nothing imports it, so that answering never loads it. The door is
`python -m index.train`.
"""

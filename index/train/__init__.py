"""Turn question sets into the files of weights that `index.rank` ships.

May import anything in `index`; nothing imports it, so answering never loads it. The door is
`python -m index.train`.
"""

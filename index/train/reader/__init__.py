"""Train the reader that `index.rank.reader` runs: a teacher, and a student that ships.

Needs torch (``pip install "pullquote[train]"``), which is imported by nothing else.
"""

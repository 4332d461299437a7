"""`pullquote evaluate`: whom question sets are put to, and how the figures are shown.

May import `index.evaluate`, which measures; matplotlib and bm25s only where they are asked for. The
door is `bot.terminal.evaluate.run`.
"""

"""A question that a person asks: how often they may, what they asked before, and the response.

May import `bot.service`, `bot.render` and `bot.views`. The door is `bot.asking.asking.Asking`,
which commands and buttons share.
"""

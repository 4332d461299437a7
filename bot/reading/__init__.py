"""Turn what people give into articles: downloaded, read in turn, within what it may cost.

May import `bot.render`. The door is `bot.reading.reading.Reading`, which `bot.service` has.
"""

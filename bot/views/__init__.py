"""Turn layouts into Discord components, and send them: messages, buttons and forms.

May import `bot.render` and `bot.service`. The doors are `bot.views.respond`, which answers an
interaction whatever became of it so far, and `bot.views.button`, which all buttons share.
"""

"""What operators see of a running bot: metrics, health, logs, and reports of errors.

All of it is off unless it is set. The rest of the bot tells an `Observer` what happens, which by
itself keeps nothing. No question, no text of an article and no id of a person or a server comes
here: labels are from sets that are known beforehand. May import the values of the library only.
"""

"""Ask the questions of a set, and measure what comes back.

May import `index.library` and what it rests on; nothing that answers imports it. The doors are
`index.evaluate.questions`, `plan`, `asking` and `scores`, in the order in which they are used.
"""

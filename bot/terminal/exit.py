"""The exit codes of the `pullquote` command."""

from typing import Final

ANSWERED: Final = 0
"""Done; for `ask`, the article answers."""
FAILED: Final = 1
"""Something is wrong that is not the caller's doing."""
USAGE: Final = 2
"""The call, a file or a setting is wrong."""
NOT_ANSWERED: Final = 3
"""The article does not say."""

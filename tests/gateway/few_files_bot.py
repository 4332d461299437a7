"""`pullquote`, where the system lets it open few files, as some do."""

import resource
import sys

from bot.cli import main

FILES = 140

if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES))
    sys.exit(main())

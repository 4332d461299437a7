"""The version, in a module that imports nothing: the build and the fetching of pages read it."""

__version__ = "0.1.0"

"""The documentation as a site: `make docs`."""

from index import __version__

project = "Pullquote"
author = "The Pullquote developers"
copyright = "2026, The Pullquote developers"  # noqa: A001 - Sphinx reads this name
release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc"]
myst_heading_anchors = 3  # pages link to one another's headings, on the site and in the repository
exclude_patterns = ["pictures"]
nitpicky = True  # a name that leads nowhere is a warning, and `make docs` makes those errors

html_theme = "furo"
html_title = "Pullquote"
html_show_sourcelink = False
html_copy_source = False

autodoc_preserve_defaults = True
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True, "undoc-members": True}
python_maximum_signature_line_length = 80
default_role = "py:obj"  # `Name` in a docstring is a link where the page has that name ...
nitpick_ignore_regex = [
    (r"py:obj", r".*"),  # ... and code where it does not
    # Short names in annotations may be of the standard library, which has no page.
    (r"py:.*", r"(?!index\.).*"),
]

"""Reading PDFs: words, rows, tables and paragraphs of pages, and what only frames them.

A part of `index.ingest`, which may import what that may. The door is `index.ingest.pdf.reader`.
"""

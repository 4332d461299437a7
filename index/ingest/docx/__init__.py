"""Reading Word documents: their paragraphs, styles and counted numbers.

A part of `index.ingest`, which may import what that may. The door is `index.ingest.docx.reader`.
"""

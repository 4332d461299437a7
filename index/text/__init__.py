"""What can be said of a text alone: its paragraphs and passages, its words, forms and terms.

Imports `index.model` and no other folder. The doors are `index.text.analysis.analyze` for an
article and `index.text.terms` for the words of a question.
"""

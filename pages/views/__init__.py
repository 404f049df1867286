"""Screens that need several apps: the pages of readers, and the author's desk."""

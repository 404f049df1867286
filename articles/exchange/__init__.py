"""Articles as files: Markdown for each audience under YAML front matter. Pure; opens no file."""

from .article_file import ArticleFile, BadArticleFile, FileProblem
from .reading import read
from .writing import write

__all__ = ["ArticleFile", "BadArticleFile", "FileProblem", "read", "write"]

from articles.models.article import Article, ArticleTopic, OldSlug, Topic
from articles.models.audience import Audience
from articles.models.publication import Notice, Publication
from articles.models.reference import Citation, Reference
from articles.models.rendition import RenderedText, Rendition
from articles.models.task import ReReviewTask
from articles.models.version import Contribution, Version

__all__ = [
    "Article",
    "ArticleTopic",
    "Audience",
    "Citation",
    "Contribution",
    "Notice",
    "OldSlug",
    "Publication",
    "ReReviewTask",
    "Reference",
    "RenderedText",
    "Rendition",
    "Topic",
    "Version",
]

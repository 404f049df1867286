"""Types and fields a reference may have: CSL 1.0.2 (https://docs.citationstyles.org) and three of ours."""

TYPES = frozenset(
    {"article", "article-journal", "article-magazine", "article-newspaper", "book", "chapter", "dataset"}
    | {
        "document",
        "entry",
        "entry-dictionary",
        "entry-encyclopedia",
        "legal_case",
        "legislation",
        "manuscript",
    }
    | {"pamphlet", "paper-conference", "post", "post-weblog", "regulation", "report", "review", "software"}
    | {"speech", "standard", "thesis", "webpage"}
)

TEXTS = frozenset(
    {"title", "title-short", "container-title", "container-title-short", "journalAbbreviation"}
    | {
        "collection-title",
        "collection-number",
        "volume",
        "volume-title",
        "issue",
        "page",
        "page-first",
        "number",
    }
    | {
        "edition",
        "chapter-number",
        "number-of-pages",
        "number-of-volumes",
        "section",
        "part-number",
        "version",
    }
    | {"publisher", "publisher-place", "event", "event-title", "event-place", "authority", "jurisdiction"}
    | {"genre", "medium", "language", "status", "ISSN"}
)
NAMES = frozenset({"author", "editor", "translator", "collection-editor", "container-author"})
DATES = frozenset({"issued", "accessed", "event-date", "original-date"})
# NCT, ISRCTN and study_design are not CSL.
IDENTIFIERS = frozenset({"DOI", "PMID", "PMCID", "ISBN", "NCT", "ISRCTN", "URL"})
STUDY_DESIGN = "study_design"

# Reference managers export these; they describe somebody's library, not the work, and are silently left out.
HOUSEKEEPING = frozenset(
    {"abstract", "annote", "archive", "archive-place", "archive_location", "call-number", "categories"}
    | {"citation-key", "citation-label", "custom", "keyword", "note", "source"}
)

KNOWN = TEXTS | NAMES | DATES | IDENTIFIERS | {"id", "type", STUDY_DESIGN}
NAME_PARTS = frozenset({"family", "given", "suffix", "non-dropping-particle", "dropping-particle", "literal"})

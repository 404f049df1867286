"""I1-I4, I10 and the ledger's part of I11, in the database, whatever path a write takes."""

from articles.models import Article, Citation, Contribution, Notice, Publication, Rendition, Version
from audit.guards import Guard, Rule, append_only, changed, never_deleted, never_replaced

TRANSITIONS = (
    ("draft", "submitted"),
    ("submitted", "draft"),
    ("submitted", "under_review"),
    ("under_review", "approved"),
    ("under_review", "changes_requested"),
    ("approved", "superseded"),
    ("approved", "retracted"),
    ("superseded", "retracted"),
    ("draft", "abandoned"),
    ("submitted", "abandoned"),
    ("under_review", "abandoned"),
)
LEGAL_STEP = " OR ".join(f"(OLD.state = '{a}' AND NEW.state = '{b}')" for a, b in TRANSITIONS)
PULLED_BACK = (
    "(OLD.state = 'submitted' AND NEW.state = 'draft' AND NEW.canonical = '' AND NEW.content_digest = ''"
    " AND NEW.submitted_at IS NULL)"
)
TYPED = (
    "title",
    "question",
    "change_summary",
    "significance",
    "answers_id",
    "live_base_id",
    "drafted_with",
    "funding",
    "lock",
)


def guards() -> list[Guard]:
    return [*_version_guards(), *_frozen_parts(), *_article_guards(), *_ledger_guards()]


def _version_guards() -> list[Guard]:
    signed_text = [
        Rule(
            "I1: a version that is no draft has its canonical text and digest",
            "NEW.state NOT IN ('draft', 'abandoned') AND (NEW.canonical = '' OR NEW.content_digest = '')",
        ),
        Rule(
            "I1: the digest is the SHA-256 of the canonical text",
            "(NEW.canonical <> '' OR NEW.content_digest <> '') AND NEW.content_digest <> sha256_hex(NEW.canonical)",
        ),
        Rule(
            "I1: a draft has no canonical text yet",
            "NEW.state = 'draft' AND (NEW.canonical <> '' OR NEW.content_digest <> '')",
        ),
    ]
    return [
        *never_replaced(
            Version,
            "old_row.article_id = NEW.article_id AND old_row.expedited = NEW.expedited"
            " AND old_row.state IN ('draft', 'submitted', 'under_review')"
            " AND NEW.state IN ('draft', 'submitted', 'under_review')",
        ),
        never_deleted(Version),
        Guard(
            "articles_version",
            "INSERT",
            [Rule("I3: a version is born a draft", "NEW.state <> 'draft'"), *signed_text],
        ),
        Guard(
            "articles_version",
            "UPDATE",
            [
                Rule(
                    "I3: this is no step a version may take", f"NEW.state <> OLD.state AND NOT ({LEGAL_STEP})"
                ),
                Rule(
                    "I3: a version keeps its id, article, number and maker",
                    changed(
                        "id", "article_id", "number", "expedited", "source_id", "created_by_id", "created_at"
                    ),
                ),
                Rule("I4: a submitted version is frozen", f"OLD.state <> 'draft' AND {changed(*TYPED)}"),
                Rule(
                    "I4: the signed text is frozen",
                    f"OLD.state <> 'draft' AND {changed('canonical', 'content_digest', 'submitted_at')}"
                    f" AND NOT {PULLED_BACK}",
                ),
                *signed_text,
                Rule(
                    "I10: the published version stays approved",
                    "OLD.state = 'approved' AND NEW.state <> 'approved' AND EXISTS"
                    " (SELECT 1 FROM articles_article a WHERE a.published_version_id = OLD.id)",
                ),
            ],
            lock="PERFORM 1 FROM articles_article a WHERE a.id = NEW.article_id FOR UPDATE",
        ),
    ]


def _frozen_parts() -> list[Guard]:
    """I4 for what hangs on a version: it may come, change and go only while the version is a draft."""
    version_of = {
        Rendition: "{row}.version_id",
        Contribution: "{row}.version_id",
        Citation: "(SELECT r.version_id FROM articles_rendition r WHERE r.id = {row}.rendition_id)",
    }
    guards = []
    for model, path in version_of.items():
        table = model._meta.db_table
        guards += never_replaced(model)
        for event, rows in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",))):
            rules = [
                Rule(
                    f"I4: what belongs to a submitted version is frozen ({table})",
                    f"(SELECT v.state FROM articles_version v WHERE v.id = {path.format(row=row)})"
                    " IS DISTINCT FROM 'draft'",
                )
                for row in rows
            ]
            version_id = path.format(row=rows[-1])
            lock = f"PERFORM 1 FROM articles_version v WHERE v.id = {version_id} FOR SHARE"
            guards.append(Guard(table, event, rules, lock=lock))
    return guards


def _article_guards() -> list[Guard]:
    return [
        never_deleted(Article),
        *never_replaced(Article),
        Guard(
            "articles_article",
            "INSERT",
            [Rule("I10: a new article has nothing published", "NEW.published_version_id IS NOT NULL")],
        ),
        Guard(
            "articles_article",
            "UPDATE",
            [
                Rule("an article keeps its kind", changed("kind")),
                Rule(
                    "I10: only an approved version of this article is published",
                    "NEW.published_version_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM articles_version v"
                    " WHERE v.id = NEW.published_version_id AND v.article_id = NEW.id AND v.state = 'approved')",
                ),
            ],
            lock="PERFORM 1 FROM articles_version v WHERE v.id = NEW.published_version_id FOR SHARE",
        ),
    ]


def _ledger_guards() -> list[Guard]:
    return [
        *append_only(Publication),
        *append_only(Notice),
        Guard(
            "articles_publication",
            "INSERT",
            [
                Rule(
                    "the ledger names a version of this article and its digest",
                    "NOT EXISTS (SELECT 1 FROM articles_version v WHERE v.id = NEW.version_id"
                    " AND v.article_id = NEW.article_id AND v.content_digest = NEW.digest AND NEW.digest <> '')",
                ),
                Rule(
                    "only an approved version is published",
                    "NEW.kind IN ('publish', 'attest', 'reinstate') AND NOT EXISTS (SELECT 1 FROM articles_version v"
                    " WHERE v.id = NEW.version_id AND v.state = 'approved')",
                ),
            ],
        ),
    ]

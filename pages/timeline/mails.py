"""Mails about the article and its versions: to whom and what about, never the address or the text."""

from collections.abc import Iterator, Mapping

from django.db.models import Q

from accounts.models import Mail
from articles.models import Article, Version
from pages.timeline.entries import MAIL, Entry

STATUS = {
    Mail.Status.WAITING: "Mail waits to be sent",
    Mail.Status.SENDING: "Mail is being sent",
    Mail.Status.SENT: "Mail sent",
    Mail.Status.FAILED: "Mail could not be sent",
    Mail.Status.DROPPED: "Mail was not sent",
}


def mails_of(article: Article, numbers: Mapping[int, int]) -> Iterator[Entry]:
    """`numbers` are those of its versions, by id."""
    about_versions = Q(about_type=Version._meta.label_lower, about_id__in=[str(pk) for pk in numbers])
    about = Q(about_type=Article._meta.label_lower, about_id=str(article.pk)) | about_versions
    columns = (
        "about_type",
        "about_id",
        "created_at",
        "sent_at",
        "subject",
        "status",
        "recipient",
        "recipient__name",
    )
    for type_, id_, created, sent, subject, status, recipient, name in Mail.objects.filter(about).values_list(
        *columns
    ):
        yield Entry(
            at=sent or created,
            kind=MAIL,
            who_id=recipient,
            who=name or (f"account {recipient}" if recipient else "nobody"),
            what=STATUS[Mail.Status(status)],
            detail=subject,
            version=numbers.get(int(id_)) if type_ == Version._meta.label_lower else None,
        )

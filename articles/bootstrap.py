"""What a fresh database needs from this app: the audiences. Safe to repeat; an edit is never overwritten."""

from django.db import connections

from articles.models import Audience
from audit import guards

AUDIENCES = (
    {
        "code": "clinician",
        "label": "Clinician",
        "plural": "clinicians",
        "rank": 3,
        "sentence": "I treat people, or advise those who do",
        "smog_aim": None,
        "disclaimer": (
            "This page is written for health professionals. It supports clinical judgement and does not replace it, "
            "nor the product information or local guidance. Check every dose before you prescribe."
        ),
    },
    {
        "code": "student",
        "label": "Student",
        "plural": "students",
        "rank": 2,
        "sentence": "I am learning a health profession",
        "smog_aim": 12,
        "disclaimer": (
            "This page is for learning. It is no basis for treating anyone: check every fact against the sources, "
            "and every dose with the person who supervises you."
        ),
    },
    {
        "code": "caregiver",
        "label": "Caregiver",
        "plural": "caregivers",
        "rank": 1,
        "sentence": "I look after somebody",
        "smog_aim": 8,
        "disclaimer": (
            "This page helps you to talk with the care team of the person you look after. It cannot say what is right "
            "for one person. Do not start, stop or change a medicine because of it."
        ),
    },
    {
        "code": "patient",
        "label": "Patient",
        "plural": "patients",
        "rank": 0,
        "sentence": "It is about my own health",
        "smog_aim": 7,
        "disclaimer": (
            "This page helps you to talk with your doctor, nurse or pharmacist. It cannot say what is right for you. "
            "Do not start, stop or change a medicine because of it."
        ),
    },
)


def prepare(using, **kwargs):
    """With the models of today, whose rows keep a history: only once every table is there."""
    if guards.missing_tables(connections[using]):
        return
    for fields in AUDIENCES:
        Audience.objects.using(using).get_or_create(code=fields["code"], defaults=fields)

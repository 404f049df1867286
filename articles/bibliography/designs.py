"""How a source came to know what it says, and the badge readers see for it."""

STUDY_DESIGNS = {
    "systematic_review": "Systematic review",
    "meta_analysis": "Meta-analysis",
    "rct": "Randomised controlled trial",
    "cohort": "Cohort study",
    "case_control": "Case-control study",
    "case_series": "Case series",
    "case_report": "Case report",
    "guideline": "Guideline",
    "regulatory": "Regulatory document",
    "label": "Product information",
    "expert_opinion": "Expert opinion",
    "news": "News",
    "other": "Other",
}

DEFAULT_DESIGN = "other"

_BADGES = {
    "guideline": "Guideline",
    "regulatory": "Regulator",
    "label": "Label",
    "expert_opinion": "Expert opinion",
    "news": "News",
    "other": "Other",
}


def badge(design: str) -> str:
    """The short word behind a reference; every kind of study is "Research".

    Raises:
        KeyError: no such design.
    """
    if design not in STUDY_DESIGNS:
        raise KeyError(design)
    return _BADGES.get(design, "Research")

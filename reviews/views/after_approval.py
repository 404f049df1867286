"""The deeds on a text that was approved: look at it again, correct it, mend it quickly, take it back, bring it back."""

from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST

from accounts.once import once
from reviews import services, workflow
from reviews.views.asking import Question, ask, press
from reviews.views.words import terms_of

PUBLIC = "Everyone reads these words, patients first. They cannot be changed afterwards."
IN_PLAIN_WORDS = "Name no patient and no colleague."

OPEN_RETRACTION = Question(
    deed=workflow.OPEN_RETRACTION,
    heading="Ask the board to retract this version",
    lead="Two board members have to sign that it must be retracted. Until then readers see what they see now: if the "
    "text is dangerous, withdraw the page first, which takes effect at once.",
    label="Why must it be retracted?",
    help_text="The board reads it above the text and signs on the strength of it.",
    button="Ask the board",
)
RETRACT = Question(
    deed=workflow.RETRACT,
    heading="Retract this version",
    lead="The board has agreed. Readers get your notice in place of the text, wherever it could be read.",
    label="Notice to readers",
    help_text="Say in plain words what was wrong and what a reader who acted on it should do now. "
    + IN_PLAIN_WORDS,
    button="Retract it for good",
    warning="This is final: a retracted version never comes back, and these words cannot be changed. "
    "Reviews of other versions of the article end with it.",
)
REINSTATE = Question(
    deed=workflow.REINSTATE,
    heading="Show the page again",
    lead="The board has reviewed the text again, unchanged, since it was withdrawn. It is live from the moment you "
    "press the button.",
    label="Why can it be shown again?",
    help_text="It stands on top of the page and in its history, beside the date of the withdrawal. "
    + IN_PLAIN_WORDS,
    button="Show the page again",
    warning=PUBLIC,
    style="go",
)
CORRECT = Question(
    deed=workflow.CORRECT,
    heading="Publish a correction notice",
    lead="The notice stands on top of the page, with the date, for readers who have read an earlier text of it. "
    "It changes no word of the text: a text is mended by a new version.",
    label="What was wrong, and what is right",
    help_text="For example: until 3 March this page said 5 mg/kg; the right dose is 2.5 mg/kg. "
    + IN_PLAIN_WORDS,
    button="Publish the notice",
    warning=PUBLIC,
    style="go",
)
EXPEDITE = Question(
    deed=workflow.EXPEDITE,
    heading="Start an expedited version",
    lead="For an urgent fix of the live text, beside the draft that may be open. One approval publishes it; the page "
    "then says “expedited review”, the date of the next review stays, and a full review has to follow. "
    "An open draft must then be reconciled with it.",
    label="What is wrong, and what will be mended?",
    help_text="It becomes the summary of the change, for the board and for readers of the history.",
    button="Start the expedited version",
    style="go",
    leads_to="pages:article_desk",
)
ROLL_BACK = Question(
    deed=workflow.ROLL_BACK,
    heading="Start from this version again",
    lead="A new draft with the old text. It is submitted, reviewed and approved like any other; nothing changes for "
    "readers until then.",
    label="Why go back to this text?",
    help_text="It becomes the summary of the change, for the board and for readers of the history.",
    button="Start the draft",
    style="go",
    leads_to="pages:article_desk",
)


@once
@require_POST
def attest(request, slug, number):
    def act(version):
        review = services.attest(version, user=request.user, now=timezone.now())
        return f"The board is asked whether the text may stand as it is: {terms_of(review)}"

    return press(request, slug, number, act)


@once
@require_http_methods(["GET", "HEAD", "POST"])
def open_retraction(request, slug, number):
    def act(version, reason):
        review = services.open_retraction(version, user=request.user, reason=reason, now=timezone.now())
        return f"The board is asked to sign the retraction: {terms_of(review)}"

    return ask(request, slug, number, OPEN_RETRACTION, act)


@once
@require_http_methods(["GET", "HEAD", "POST"])
def retract(request, slug, number):
    def act(version, notice):
        services.retract(version, user=request.user, notice=notice, now=timezone.now())
        return _see("Version {} is retracted. {}", version, "See the notice as readers see it")

    return ask(request, slug, number, RETRACT, act)


@once
@require_http_methods(["GET", "HEAD", "POST"])
def reinstate(request, slug, number):
    def act(version, reason):
        services.reinstate(version, user=request.user, reason=reason, now=timezone.now())
        return _see("Version {} is live again. {}", version, "See the page as readers see it")

    return ask(request, slug, number, REINSTATE, act)


@once
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request, slug, number):
    def act(version, text):
        services.correct(version, user=request.user, text=text, now=timezone.now())
        return _see(
            "The correction to version {} is published. {}", version, "See the page as readers see it"
        )

    return ask(request, slug, number, CORRECT, act)


def _see(sentence: str, version, label: str):
    link = format_html('<a href="{}">{}</a>.', version.article.get_absolute_url(), label)
    return format_html(sentence, version.number, link)


@once
@require_http_methods(["GET", "HEAD", "POST"])
def expedite(request, slug, number):
    def act(version, reason):
        new = services.expedite(version.article, user=request.user, reason=reason, now=timezone.now())
        return f"Version {new.number} is started, expedited, with the live text: mend what is wrong, then submit it."

    return ask(request, slug, number, EXPEDITE, act)


@once
@require_http_methods(["GET", "HEAD", "POST"])
def roll_back(request, slug, number):
    def act(version, reason):
        new = services.roll_back(version, user=request.user, reason=reason, now=timezone.now())
        return f"Version {new.number} is started with the text of version {version.number}."

    return ask(request, slug, number, ROLL_BACK, act)

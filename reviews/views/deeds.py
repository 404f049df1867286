"""The deeds around a review: those done at once by a button, and those that ask for a reason first."""

from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST

from accounts.once import once
from articles.models import Version
from reviews import services, workflow
from reviews.views.asking import Question, ask, press, warn_without_mine, what_passing_did
from reviews.views.words import terms_of


@once
@require_POST
def open_round(request, slug, number):
    def act(version):
        review = services.open_round(version, user=request.user, now=timezone.now())
        return f"The round is open: {terms_of(review)}"

    return press(request, slug, number, act)


@once
@require_POST
def return_to_author(request, slug, number):
    def act(version):
        ended = services.return_to_author(version, user=request.user, now=timezone.now())
        if ended.state == Version.State.CHANGES_REQUESTED:
            return f"Version {version.number} is closed: changes requested. The answer to it will be a new version."
        return f"The round is ended. Version {version.number} stays what it was."

    return press(request, slug, number, act)


@once
@require_POST
def show_preview(request, slug, number):
    def act(version):
        services.show_preview(version, user=request.user, now=timezone.now())
        address = version.article.get_absolute_url()
        return format_html(
            'Readers can open the preview now, under a caution banner: <a href="{0}">{0}</a>.', address
        )

    return press(request, slug, number, act)


@once
@require_POST
def hide_preview(request, slug, number):
    def act(version):
        services.hide_preview(version, user=request.user, now=timezone.now())
        return "The preview is hidden: readers get a page that is not there."

    return press(request, slug, number, act)


CANCEL_ROUND = Question(
    deed=workflow.CANCEL_ROUND,
    heading="Cancel the round",
    lead="Its sign-offs stay on record, but count no more. A version under review stays there until you open the "
    "next round or return it to its author.",
    label="Why is the round cancelled?",
    button="Cancel the round",
)
RETURN_SUBMISSION = Question(
    deed=workflow.RETURN_SUBMISSION,
    heading="Return the submission",
    lead="The version becomes a draft again. A preview of it is hidden.",
    label="What should the author do first?",
    button="Return to the author",
)
WITHDRAW_SIGN_OFF = Question(
    deed=workflow.WITHDRAW_SIGN_OFF,
    heading="Withdraw my sign-off",
    lead="It stays on record as withdrawn, with your reason, and counts no more. You may sign again while the round "
    "is open.",
    label="Why do you withdraw it?",
    button="Withdraw my sign-off",
)
WITHDRAW = Question(
    deed=workflow.WITHDRAW,
    heading="Withdraw the page",
    lead="The text is gone for readers from the moment you press the button. Its address keeps working and shows "
    "your notice in its place, with the date.",
    label="Notice to readers",
    help_text="Say in plain words what was wrong and what a reader who acted on it should do now. "
    "Name no patient and no colleague.",
    button="Withdraw the page now",
    warning="Everyone reads these words, patients first. They cannot be changed afterwards.",
)


@once
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_round(request, slug, number):
    def act(version, reason):
        services.cancel_round(version, user=request.user, reason=reason, now=timezone.now())
        return "The round is cancelled."

    return ask(request, slug, number, CANCEL_ROUND, act)


@once
@require_http_methods(["GET", "HEAD", "POST"])
def return_submission(request, slug, number):
    def act(version, reason):
        services.return_submission(version, user=request.user, reason=reason, now=timezone.now())
        return f"Version {version.number} is a draft again; its author can go on with it."

    return ask(request, slug, number, RETURN_SUBMISSION, act)


@once
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_sign_off(request, slug, number):
    def act(version, reason):
        withdrawal = services.withdraw_sign_off(
            version, signer=request.user, reason=reason, now=timezone.now()
        )
        passed = what_passing_did(withdrawal.sign_off.round)
        return f"Your sign-off is withdrawn. {passed}".strip()

    return ask(request, slug, number, WITHDRAW_SIGN_OFF, act, warn=warn_without_mine)


@once
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, slug, number):
    def act(version, reason):
        services.withdraw(version, user=request.user, reason=reason, now=timezone.now())
        address = version.article.get_absolute_url()
        return format_html(
            'The page is withdrawn. <a href="{}">See the notice as readers see it</a>.', address
        )

    return ask(request, slug, number, WITHDRAW, act)

from django.urls import path

from reviews import views

app_name = "reviews"

urlpatterns = [
    path("", views.queue, name="queue"),
    path("editor/", views.editor, name="editor"),
    path("policies/", views.policies, name="policies"),
    path("policies/<slug:kind>/<slug:risk>/", views.policy, name="policy"),
    path("tasks/", views.tasks, name="tasks"),
    path("<slug:slug>/<int:number>/", views.review, name="review"),
    path("<slug:slug>/<int:number>/sign/", views.sign, name="sign"),
    path("<slug:slug>/<int:number>/open-round/", views.open_round, name="open_round"),
    path("<slug:slug>/<int:number>/cancel-round/", views.cancel_round, name="cancel_round"),
    path("<slug:slug>/<int:number>/return-submission/", views.return_submission, name="return_submission"),
    path("<slug:slug>/<int:number>/return-to-author/", views.return_to_author, name="return_to_author"),
    path("<slug:slug>/<int:number>/show-preview/", views.show_preview, name="show_preview"),
    path("<slug:slug>/<int:number>/hide-preview/", views.hide_preview, name="hide_preview"),
    path("<slug:slug>/<int:number>/withdraw-sign-off/", views.withdraw_sign_off, name="withdraw_sign_off"),
    path("<slug:slug>/<int:number>/withdraw/", views.withdraw, name="withdraw"),
    path("<slug:slug>/<int:number>/lift-request/<int:pk>/", views.lift_request, name="lift_request"),
    path("<slug:slug>/<int:number>/seats/add/", views.add_seat, name="add_seat"),
    path("<slug:slug>/<int:number>/seats/<int:pk>/", views.give_seat, name="give_seat"),
    path("<slug:slug>/<int:number>/accept-seat/", views.accept_seat, name="accept_seat"),
    path("<slug:slug>/<int:number>/decline-seat/", views.decline_seat, name="decline_seat"),
    path("<slug:slug>/<int:number>/attest/", views.attest, name="attest"),
    path("<slug:slug>/<int:number>/reinstate/", views.reinstate, name="reinstate"),
    path("<slug:slug>/<int:number>/open-retraction/", views.open_retraction, name="open_retraction"),
    path("<slug:slug>/<int:number>/retract/", views.retract, name="retract"),
    path("<slug:slug>/<int:number>/correct/", views.correct, name="correct"),
    path("<slug:slug>/<int:number>/expedite/", views.expedite, name="expedite"),
    path("<slug:slug>/<int:number>/roll-back/", views.roll_back, name="roll_back"),
]

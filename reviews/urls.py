from django.urls import path

from reviews import views

app_name = "reviews"

urlpatterns = [
    path("", views.queue, name="queue"),
    path("editor/", views.editor, name="editor"),
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
]

from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/give-role/", views.give_role, name="give_role"),
    path("people/<int:pk>/take-role/", views.take_role, name="take_role"),
    path("people/<int:pk>/appoint/", views.appoint, name="appoint"),
    path("people/<int:pk>/end-appointment/", views.end_appointment, name="end_appointment"),
    path("mails/", views.mails, name="mails"),
    path("mails/<int:pk>/again/", views.try_mail_again, name="try_mail_again"),
    path("account/", views.profile, name="profile"),
    path("account/interests/", views.declare_interests, name="declare_interests"),
    path("account/absences/add/", views.add_absence, name="add_absence"),
    path("account/absences/<int:pk>/remove/", views.remove_absence, name="remove_absence"),
    path("account/close/", views.close, name="close"),
]

"""Contributors: who is printed, invited, removed; and who must stay."""

import pytest

from accounts.once import new_key
from articles.models import Contribution
from articles.services import edit_contribution
from reviews import services as reviews
from tests import factories as make
from tests.pages.desk_helpers import address, desk, nothing_changes, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return make.author()


@pytest.fixture
def version(author):
    return make.draft(author)


@pytest.fixture
def client(author):
    return signed_in(author)


def invitation(user, **fields) -> dict:
    return {
        "email": user.email,
        "role": "author",
        "printed_name": "",
        "credentials": "",
        **fields,
    }


def own(version, user) -> Contribution:
    return version.contributions.get(user=user)


def test_a_coauthor_is_invited_by_email_and_printed_under_the_name_of_the_account(client, version):
    cleo = make.author("Cleo Coauthor")
    response = client.post(address("contributors", version), invitation(cleo, email=cleo.email.upper()))
    assert response.url == address("contributors", version)
    assert own(version, cleo).printed_name == "Cleo Coauthor"
    assert signed_in(cleo).get(desk(version)).status_code == 200


def test_a_double_click_invites_once(client, version):
    form = invitation(make.author("Cleo"), form_key=new_key())
    first, second = (client.post(address("contributors", version), form) for _ in range(2))
    assert first.url == second.url
    assert version.contributions.count() == 2


def test_nobody_learns_whether_a_reader_has_an_account(client, version):
    reader = make.user("Secret Reader")
    pages = []
    for email in (reader.email, "nobody@example.org"):
        with nothing_changes():
            response = client.post(address("contributors", version), invitation(reader, email=email))
        assert response.status_code == 422
        pages.append(response.context["form"].errors)
    assert pages[0] == pages[1]
    assert "Secret Reader" not in response.content.decode()


def test_somebody_who_contributes_already_is_not_added_twice(client, version, author):
    with nothing_changes():
        response = client.post(
            address("contributors", version), invitation(author, credentials="Typed credentials")
        )
    assert response.status_code == 409
    assert "is a contributor already" in response.content.decode()
    assert "Typed credentials" in response.content.decode()


def test_nobody_declares_the_interests_of_whom_they_invite(client, version):
    member = make.member()
    assert 'name="interests"' not in client.get(address("contributors", version)).content.decode()
    client.post(address("contributors", version), invitation(member, interests="Owns the maker."))
    assert own(version, member).interests == ""
    page = client.get(address("contributors", version)).content.decode()
    assert f"Waits for {own(version, member).printed_name} to declare competing interests." in page


def test_an_author_changes_what_is_printed_about_a_coauthor_but_not_their_interests(client, version):
    cleo = make.author("Cleo")
    client.post(address("contributors", version), invitation(cleo))
    place = address("edit_contribution", version, own(version, cleo).pk)
    assert 'name="interests"' not in client.get(place).content.decode()
    form = {"role": "author", "printed_name": "Dr Cleo", "credentials": "", "interests": "None declared."}
    client.post(place, form)
    assert (own(version, cleo).printed_name, own(version, cleo).interests) == ("Dr Cleo", "")


@pytest.mark.parametrize("who", ["the contributor", "a managing editor"])
def test_interests_are_declared_by_the_contributor_or_a_managing_editor(client, version, who):
    cleo = make.author("Cleo")
    client.post(address("contributors", version), invitation(cleo))
    declaring = signed_in(cleo if who == "the contributor" else make.editor())
    place = address("edit_contribution", version, own(version, cleo).pk)
    assert 'name="interests"' in declaring.get(place).content.decode()
    form = {"role": "author", "printed_name": "Cleo", "credentials": "", "interests": "Fees, 2025."}
    assert declaring.post(place, form).status_code == 302
    assert own(version, cleo).interests == "Fees, 2025."


def test_whoever_was_invited_is_asked_for_their_interests_first(client, version):
    cleo = make.author("Cleo")
    client.post(address("contributors", version), invitation(cleo))
    place = address("edit_contribution", version, own(version, cleo).pk)
    invited = signed_in(cleo)
    for page in (invited.get("/desk/").content.decode(), invited.get(desk(version)).content.decode()):
        assert "declare your competing interests. It cannot be submitted before." in page
        assert f'href="{place}"' in page
    assert invited.get(desk(version)).context["desk"].buttons[0].url == place
    assert place not in client.get(desk(version)).content.decode()
    invited.post(
        place, {"role": "author", "printed_name": "Cleo", "credentials": "", "interests": "None declared."}
    )
    assert place not in invited.get(desk(version)).content.decode()


def test_interests_are_declared_and_credentials_printed(client, version, author):
    form = {"role": "author", "printed_name": "Dr Aldous", "credentials": "MD", "interests": "Fees, 2024."}
    response = client.post(address("edit_contribution", version, own(version, author).pk), form)
    assert response.status_code == 302
    assert own(version, author).interests == "Fees, 2024."
    assert own(version, author).printed_name == "Dr Aldous"


def test_a_name_is_asked_for(client, version, author):
    with nothing_changes():
        response = client.post(
            address("edit_contribution", version, own(version, author).pk),
            {"role": "author", "printed_name": "", "credentials": "", "interests": "Typed interests"},
        )
    assert response.status_code == 422
    assert "Typed interests" in response.content.decode()


def test_what_is_printed_was_changed_meanwhile(client, version, author):
    place = address("edit_contribution", version, own(version, author).pk)
    opened_with = client.get(place).context["form"].initial["opened_with"]
    edit_contribution(own(version, author), actor=author, now=make.NOW, interests="Shares.")
    form = {
        "role": "author",
        "printed_name": "A",
        "credentials": "",
        "interests": "None.",
        "opened_with": opened_with,
    }
    with nothing_changes():
        response = client.post(place, form)
    assert response.status_code == 409
    both = {d.label: (d.saved, d.typed) for d in response.context["differences"]}
    assert both["Competing interests"] == ("Shares.", "None.")
    form["opened_with"] = response.context["form"]["opened_with"].value()
    assert client.post(place, form).status_code == 302
    assert own(version, author).interests == "None."


def test_somebody_who_wrote_nothing_is_removed(client, version):
    cleo = make.author("Cleo")
    client.post(address("contributors", version), invitation(cleo))
    page = client.get(address("contributors", version)).content.decode()
    assert page.count("/remove/") == 1
    client.post(address("remove_contributor", version, own(version, cleo).pk))
    assert not version.contributions.filter(user=cleo).exists()


def test_whoever_wrote_stays(client, version, author):
    with nothing_changes():
        response = client.post(address("remove_contributor", version, own(version, author).pk))
    assert response.status_code == 409
    assert "wrote part of this text and stays a contributor" in response.content.decode()


def test_contributors_of_a_submitted_version_are_fixed(client, version, author):
    reviews.submit(version, user=author, now=make.NOW)
    cleo, place = make.author("Cleo"), address("edit_contribution", version, own(version, author).pk)
    typed = {"role": "author", "printed_name": "A", "credentials": "", "interests": "Typed interests"}
    with nothing_changes():
        assert client.get(address("contributors", version)).status_code == 409
        assert client.post(address("contributors", version), invitation(cleo)).status_code == 409
        assert client.post(address("remove_contributor", version, own(version, author).pk)).status_code == 409
        response = client.post(place, typed)
    assert response.status_code == 409
    assert "Typed interests" in response.content.decode()


def test_a_contribution_of_another_version_is_not_there(client, version):
    other = make.draft(make.author("Other"))
    with nothing_changes():
        response = client.post(address("remove_contributor", version, own(other, other.created_by).pk))
    assert response.status_code == 404


def test_others_do_not_reach_the_contributors_of_a_draft(version, author):
    client = signed_in(make.author("Other"))
    with nothing_changes():
        assert client.get(address("contributors", version)).status_code == 404
        assert client.post(address("remove_contributor", version, own(version, author).pk)).status_code == 404

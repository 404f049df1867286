"""Who may open which page: role x route x state -> status. A route that is missing here fails the test.

Each row: method, route, the state of the version it is about, and for each status the roles that get it; `*` is
everyone else. 302 of a private page leads to the sign-in page; a POST without a session is 403 with what was typed.
"""

from dataclasses import dataclass

ROLES = (
    "anonymous",
    "reader",
    "owner",  # an author, of the article in question
    "other_author",
    "board",
    "board_owner",  # on the board, and a contributor to the article in question
    "inactive_board",
    "moderator",
    "managing_editor",
    "administrator",
    "superuser",
)


@dataclass(frozen=True)
class Row:
    method: str
    route: str
    state: str
    expected: dict[str, int]

    def __str__(self):
        return f"{self.method} {self.route} {self.state}"


def row(line: str) -> Row:
    method, route, state, *statuses = line.split()
    expected: dict[str, int] = {}
    rest = None
    for part in statuses:
        status, roles = part.split(":")
        if roles == "*":
            rest = int(status)
        for role in roles.split(","):
            if role != "*":
                assert role in ROLES, role
                expected[role] = int(status)
    if rest is not None:
        expected = dict.fromkeys(ROLES, rest) | expected
    assert set(expected) == set(ROLES), f"{line}: {set(ROLES) - set(expected)} have no status"
    return Row(method, route, state, expected)


TABLE = """
GET  pages:home                  -            200:*
GET  pages:article_list          -            200:*
GET  pages:article               live         200:*
GET  pages:article               withdrawn    200:*
GET  pages:article               retracted    200:*
GET  pages:article               previewed    200:*
GET  pages:article               draft        404:*
GET  pages:article               submitted    404:*
GET  pages:article               under_review 404:*
GET  pages:article_for           live         200:*
GET  pages:article_for           draft        404:*
GET  pages:article_history       live         200:*
GET  pages:article_history       withdrawn    200:*
GET  pages:article_history       under_review 404:*
GET  pages:version               live         200:*
GET  pages:version               superseded   200:*
GET  pages:version               withdrawn    200:*
GET  pages:version               retracted    200:*
GET  pages:version               draft        404:*
GET  pages:version               previewed    404:*
GET  pages:version               under_review 404:*
GET  pages:version_for           live         200:*
GET  pages:version_for           under_review 404:*
GET  pages:reading_level         -            200:*
GET  pages:editorial_policy      -            200:*
GET  pages:board                 -            200:*
POST pages:csp_report            -            204:*
GET  pages:after_sign_in         -            302:*

GET  pages:my_articles           draft        302:anonymous 200:owner,other_author,board_owner,managing_editor 403:*
GET  pages:new_article           -            302:anonymous 200:owner,other_author,managing_editor 403:*
POST pages:new_article           -            403:anonymous 422:owner,other_author,managing_editor 403:*
GET  pages:article_desk          draft        302:anonymous 200:owner,board_owner,managing_editor 404:*
GET  pages:article_desk          live         302:anonymous 200:owner,board_owner,managing_editor 404:*
GET  pages:article_settings      draft        302:anonymous 200:owner,board_owner,managing_editor 404:*
POST pages:article_settings      draft        403:anonymous 422:owner,board_owner,managing_editor 404:*
GET  pages:timeline              draft        302:anonymous 200:owner,board_owner,managing_editor 404:*
GET  pages:timeline              live         302:anonymous 200:owner,board_owner,managing_editor 404:*
GET  pages:timeline_csv          live         302:anonymous 200:owner,board_owner,managing_editor 404:*
GET  pages:timeline_jsonl        live         302:anonymous 200:owner,board_owner,managing_editor 404:*
GET  pages:article_settings      live         302:anonymous 200:managing_editor 403:owner,board_owner 404:*
POST pages:article_settings      live         403:anonymous 422:managing_editor 403:owner,board_owner 404:*
POST pages:start_version         live         403:anonymous 302:owner,board_owner,managing_editor 404:*
POST pages:start_version         draft        403:anonymous 409:owner,board_owner,managing_editor 404:*
GET  pages:edit_version          draft        302:anonymous 200:owner,board_owner,managing_editor 404:*
GET  pages:edit_version          under_review 302:anonymous 409:owner,board_owner,managing_editor 403:board 404:*
POST pages:edit_version          draft        403:anonymous 422:owner,board_owner,managing_editor 404:*
POST pages:edit_version          under_review 403:anonymous 409:owner,board_owner,managing_editor 403:board 404:*
POST pages:preview_text          draft        403:anonymous 200:owner,board_owner,managing_editor 404:*
GET  pages:contributors          draft        302:anonymous 200:owner,board_owner,managing_editor 404:*
POST pages:contributors          draft        403:anonymous 422:owner,board_owner,managing_editor 404:*
GET  pages:edit_contribution     draft        302:anonymous 200:owner,board_owner,managing_editor 404:*
POST pages:edit_contribution     draft        403:anonymous 422:owner,board_owner,managing_editor 404:*
POST pages:remove_contributor    draft        403:anonymous 409:owner,board_owner,managing_editor 404:*
POST pages:submit                draft        403:anonymous 302:owner,board_owner 403:managing_editor 404:*
POST pages:submit                under_review 403:anonymous 409:owner,board_owner 403:board,managing_editor 404:*
POST pages:pull_back             submitted    403:anonymous 302:owner,board_owner 403:board,managing_editor 404:*
POST pages:pull_back             under_review 403:anonymous 409:owner,board_owner 403:board,managing_editor 404:*
GET  pages:reconcile             draft        302:anonymous 409:owner,board_owner,managing_editor 404:*
POST pages:reconcile             draft        403:anonymous 409:owner,board_owner,managing_editor 404:*
GET  pages:abandon               draft        302:anonymous 200:owner,managing_editor 403:board_owner 404:*
POST pages:abandon               draft        403:anonymous 422:owner,managing_editor 403:board_owner 404:*
POST pages:abandon               live         403:anonymous 409:owner,managing_editor 403:board,board_owner 404:*
POST pages:answer_finding        finding      403:anonymous 422:owner,board_owner 403:board,managing_editor 404:*

GET  articles:reference_list     -            302:anonymous 200:owner,other_author,managing_editor 403:*
GET  articles:new_reference      -            302:anonymous 200:owner,other_author,managing_editor 403:*
POST articles:new_reference      -            403:anonymous 422:owner,other_author,managing_editor 403:*
GET  articles:edit_reference     -            302:anonymous 200:owner,other_author,managing_editor 403:*
POST articles:edit_reference     -            403:anonymous 422:owner,other_author,managing_editor 403:*

GET  reviews:queue               -            302:anonymous 200:board,board_owner 403:*
GET  reviews:editor              -            302:anonymous 200:managing_editor 403:*
GET  reviews:tasks               -            302:anonymous 200:managing_editor 403:*
GET  reviews:review              draft        302:anonymous 200:owner,board_owner,managing_editor 404:*
GET  reviews:review              submitted    302:anonymous 200:owner,board,board_owner,managing_editor 404:*
GET  reviews:review              under_review 302:anonymous 200:owner,board,board_owner,managing_editor 404:*
GET  reviews:review              live         302:anonymous 200:owner,board,board_owner,managing_editor 404:*
GET  reviews:sign                under_review 302:anonymous 200:board 403:owner,board_owner,managing_editor 404:*
POST reviews:sign                under_review 403:anonymous 409:board 403:owner,board_owner,managing_editor 404:*
GET  reviews:sign                submitted    302:anonymous 409:board 403:owner,board_owner,managing_editor 404:*
POST reviews:sign                live         403:anonymous 409:board 403:owner,board_owner,managing_editor 404:*
POST reviews:open_round          submitted    403:anonymous 302:managing_editor 403:owner,board,board_owner 404:*
POST reviews:open_round          under_review 403:anonymous 409:managing_editor 403:owner,board,board_owner 404:*
POST reviews:open_round          draft        403:anonymous 409:managing_editor 403:owner,board_owner 404:*
GET  reviews:cancel_round        under_review 302:anonymous 200:managing_editor 403:owner,board,board_owner 404:*
POST reviews:cancel_round        under_review 403:anonymous 422:managing_editor 403:owner,board,board_owner 404:*
POST reviews:cancel_round        submitted    403:anonymous 409:managing_editor 403:owner,board,board_owner 404:*
GET  reviews:return_submission   submitted    302:anonymous 200:managing_editor 403:owner,board,board_owner 404:*
POST reviews:return_submission   submitted    403:anonymous 422:managing_editor 403:owner,board,board_owner 404:*
POST reviews:return_submission   under_review 403:anonymous 409:managing_editor 403:owner,board,board_owner 404:*
POST reviews:return_to_author    finding      403:anonymous 302:owner,managing_editor 403:board,board_owner 404:*
POST reviews:return_to_author    under_review 403:anonymous 409:owner,managing_editor 403:board,board_owner 404:*
POST reviews:show_preview        submitted    403:anonymous 302:managing_editor 403:owner,board,board_owner 404:*
POST reviews:show_preview        previewed    403:anonymous 409:managing_editor 403:owner,board,board_owner 404:*
POST reviews:show_preview        draft        403:anonymous 409:managing_editor 403:owner,board_owner 404:*
POST reviews:hide_preview        previewed    403:anonymous 302:managing_editor 403:owner,board,board_owner 404:*
POST reviews:hide_preview        submitted    403:anonymous 409:managing_editor 403:owner,board,board_owner 404:*
GET  reviews:withdraw_sign_off   under_review 302:anonymous 409:board 403:owner,board_owner,managing_editor 404:*
POST reviews:withdraw_sign_off   under_review 403:anonymous 409:board 403:owner,board_owner,managing_editor 404:*
GET  reviews:withdraw            live         302:anonymous 200:managing_editor 403:owner,board,board_owner 404:*
POST reviews:withdraw            live         403:anonymous 422:managing_editor 403:owner,board,board_owner 404:*
POST reviews:withdraw            superseded   403:anonymous 409:managing_editor 403:owner,board,board_owner 404:*
GET  reviews:policies            -            302:anonymous 200:managing_editor 403:*
GET  reviews:policy              -            302:anonymous 200:managing_editor 403:*
POST reviews:policy              -            403:anonymous 422:managing_editor 403:*
GET  reviews:add_seat            under_review 302:anonymous 200:managing_editor 403:owner,board,board_owner 404:*
POST reviews:add_seat            under_review 403:anonymous 422:managing_editor 403:owner,board,board_owner 404:*
GET  reviews:add_seat            submitted    302:anonymous 409:managing_editor 403:owner,board,board_owner 404:*
GET  reviews:give_seat           seated       302:anonymous 200:managing_editor 403:owner,board,board_owner 404:*
POST reviews:give_seat           seated       403:anonymous 422:managing_editor 403:owner,board,board_owner 404:*
POST reviews:accept_seat         seated       403:anonymous 302:board 403:owner,board_owner,managing_editor 404:*
POST reviews:accept_seat         under_review 403:anonymous 403:owner,board,board_owner,managing_editor 404:*
GET  reviews:decline_seat        seated       302:anonymous 200:board 403:owner,board_owner,managing_editor 404:*
POST reviews:decline_seat        seated       403:anonymous 422:board 403:owner,board_owner,managing_editor 404:*
GET  reviews:lift_request        left_behind  302:anonymous 200:board 403:owner,board_owner,managing_editor 404:*
POST reviews:lift_request        left_behind  403:anonymous 422:board 403:owner,board_owner,managing_editor 404:*
GET  reviews:lift_request        finding      302:anonymous 409:board 403:owner,board_owner,managing_editor 404:*
POST reviews:attest              live         403:anonymous 302:managing_editor 403:owner,board,board_owner 404:*
POST reviews:attest              under_review 403:anonymous 409:managing_editor 403:owner,board,board_owner 404:*
GET  reviews:reinstate           attested     302:anonymous 200:managing_editor 403:owner,board,board_owner 404:*
POST reviews:reinstate           attested     403:anonymous 422:managing_editor 403:owner,board,board_owner 404:*
GET  reviews:reinstate           withdrawn    302:anonymous 409:managing_editor 403:owner,board,board_owner 404:*
GET  reviews:open_retraction     live         302:anonymous 200:managing_editor 403:owner,board,board_owner 404:*
POST reviews:open_retraction     live         403:anonymous 422:managing_editor 403:owner,board,board_owner 404:*
POST reviews:open_retraction     submitted    403:anonymous 409:managing_editor 403:owner,board,board_owner 404:*
GET  reviews:retract             agreed       302:anonymous 200:managing_editor 403:owner,board,board_owner 404:*
POST reviews:retract             agreed       403:anonymous 422:managing_editor 403:owner,board,board_owner 404:*
GET  reviews:retract             live         302:anonymous 409:managing_editor 403:owner,board,board_owner 404:*
GET  reviews:correct             live         302:anonymous 200:managing_editor 403:owner,board,board_owner 404:*
POST reviews:correct             live         403:anonymous 422:managing_editor 403:owner,board,board_owner 404:*
GET  reviews:correct             superseded   302:anonymous 409:managing_editor 403:owner,board,board_owner 404:*
GET  reviews:expedite            live         302:anonymous 200:owner,board_owner,managing_editor 403:board 404:*
POST reviews:expedite            live         403:anonymous 422:owner,board_owner,managing_editor 403:board 404:*
GET  reviews:expedite            superseded   302:anonymous 409:owner,board_owner,managing_editor 403:board 404:*
GET  reviews:roll_back           superseded   302:anonymous 200:managing_editor 403:owner,board,board_owner 404:*
POST reviews:roll_back           superseded   403:anonymous 422:managing_editor 403:owner,board,board_owner 404:*
GET  reviews:roll_back           live         302:anonymous 409:managing_editor 403:owner,board,board_owner 404:*

GET  accounts:people             -            302:anonymous 200:administrator 403:*
GET  accounts:person             -            302:anonymous 200:administrator 403:*
POST accounts:give_role          -            403:anonymous 422:administrator 403:*
POST accounts:take_role          -            403:anonymous 422:administrator 403:*
POST accounts:appoint            -            403:anonymous 422:administrator 403:*
POST accounts:end_appointment    -            403:anonymous 422:administrator 403:*
GET  accounts:mails              -            302:anonymous 200:managing_editor,administrator 403:*
POST accounts:try_mail_again     -            403:anonymous 302:managing_editor,administrator 403:*
GET  accounts:profile            -            302:anonymous 200:*
POST accounts:profile            -            403:anonymous 422:*
POST accounts:declare_interests  -            403:anonymous 422:board,board_owner 404:*
POST accounts:add_absence        -            403:anonymous 422:board,board_owner 404:*
POST accounts:remove_absence     -            403:anonymous 302:board 404:*
GET  accounts:close              -            302:anonymous 200:*
POST accounts:close              -            403:anonymous 422:*

GET  account_login               -            200:anonymous 302:*
GET  account_signup              -            200:anonymous 302:*
GET  account_logout              -            302:anonymous 200:*
GET  account_inactive            -            200:*
GET  account_reauthenticate      -            302:anonymous 200:*
GET  account_email               -            302:anonymous 200:*
GET  account_email_verification_sent -        200:*
GET  account_confirm_email       -            200:*
GET  account_change_password     -            302:anonymous 200:*
GET  account_set_password        -            302:*
GET  account_reset_password      -            200:*
GET  account_reset_password_done -            200:*
GET  account_reset_password_from_key -        200:*
GET  account_reset_password_from_key_done -   200:*
"""

ROWS = [row(line) for line in TABLE.splitlines() if line.strip()]
# allauth brings addresses for ways of signing in that this site does not offer; they must not exist or lead nowhere.
UNUSED = {"account_confirm_login_code"}

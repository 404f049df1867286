"""Why a deed did not happen. Not allowed is PermissionDenied, not visible is 404; these are the rest."""


class WrongState(Exception):
    """Too late, or too early: the thing is no longer where the deed needs it. The message is for a person."""


class StaleEdit(WrongState):
    """Somebody saved in between. `version` is the text as it stands now."""

    def __init__(self, version):
        super().__init__("This text was changed after you opened it.")
        self.version = version


class NotReady(Exception):
    """Something is missing; `problems` lists every one of them, each with its place."""

    def __init__(self, problems):
        super().__init__(" ".join(str(problem) for problem in problems))
        self.problems = list(problems)

"""What `verify_audit` asks of this app: who approved what, from which seat, what readers were given, and whether
sign-offs and ledger are the rows that the log tells of.

Every check recounts from rows; none of them asks the rules that wrote them.
"""

from audit.verification import Findings
from reviews.verifier import approvals, ledger, records, seats, terms
from reviews.verifier.books import Books


def verify_reviews() -> Findings:
    books = Books.read()
    checks = (approvals.check, terms.check, seats.check, ledger.check, records.check)
    return Findings(problems=[problem for check in checks for problem in check(books)])

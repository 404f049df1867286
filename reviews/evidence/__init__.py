"""The evidence of one version in one file, for somebody who trusts neither the site nor its database.

`evidence_of` makes the pack, `check` recomputes everything from the file alone. The JSON members and the signed texts
are the evidence (case.py); every other member is made from them (derived.py), so that the checker can make it again.
"""

from reviews.evidence.checking import Verdict, check, check_file
from reviews.evidence.packing import NothingSigned, evidence_of, version_to_show

__all__ = ["NothingSigned", "Verdict", "check", "check_file", "evidence_of", "version_to_show"]

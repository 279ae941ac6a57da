"""What becomes of a record when the one that it is linked to is deleted."""

from __future__ import annotations

from enum import Enum
from typing import Final


class OnDelete(Enum):
    """What a Link declares for the deletion of the record that it leads to."""

    CLEAR = "clear"  #: the link is emptied
    KEEP_NAME = "keep name"  #: the link is emptied, and the name of what it led to is kept
    TRASH_WITH = "trash with"  #: the record goes to the trash together with it
    RESTRICT = "restrict"  #: it is not removed for good while this record is there


CLEAR: Final = OnDelete.CLEAR
KEEP_NAME: Final = OnDelete.KEEP_NAME
TRASH_WITH: Final = OnDelete.TRASH_WITH
RESTRICT: Final = OnDelete.RESTRICT

"""The effects of a deletion on records that are linked to the deleted one."""

from __future__ import annotations

from enum import Enum
from typing import Final


class OnDelete(Enum):
    """The effect on a link's record when its target is deleted, as the Link declares it."""

    CLEAR = "clear"  #: the link is emptied
    KEEP_NAME = "keep name"  #: the link is emptied, and the name of its target is kept
    TRASH_WITH = "trash with"  #: the record goes to the trash together with the target
    RESTRICT = "restrict"  #: the target is not removed for good while this record exists


CLEAR: Final = OnDelete.CLEAR
KEEP_NAME: Final = OnDelete.KEEP_NAME
TRASH_WITH: Final = OnDelete.TRASH_WITH
RESTRICT: Final = OnDelete.RESTRICT

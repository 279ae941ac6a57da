"""Find the file system that a path lies on in the system's list of mounts.

The path itself is never accessed: on a server that does not answer, any access waits for ever.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path, PurePath, PurePosixPath
from typing import Final

from capptro_tui.text.patterns import pattern

_MOUNTINFO = Path("/proc/self/mountinfo")
_PATIENCE = 5.0
"""Seconds to wait for the system's list of file systems. Listing them asks no server."""


class DiskKind(Enum):
    """The kind of a file system, as far as it matters to a database."""

    LOCAL = "local"
    NETWORK = "network"  #: on another computer
    SHARED = "shared"  #: of the host of this virtual machine
    WINDOWS = "windows"  #: a disk of Windows, seen from Linux in it
    REMOVABLE = "removable"  #: a stick or disk that is pulled out
    UNKNOWN = "unknown"  #: it is mounted by the first access


@dataclass(frozen=True, slots=True)
class Mount:
    """A mounted file system. `flags` are words such as "local"; `source` is a device or a server's folder."""

    point: PurePosixPath
    type: str
    source: str = ""
    flags: frozenset[str] = frozenset()

    @property
    def kind(self) -> DiskKind:
        if self.type == "drvfs" or "aname=drvfs" in self.flags or (self.type == "9p" and _DRIVE.match(self.source)):
            return DiskKind.WINDOWS
        if self.type in _NETWORK or self.type.removeprefix("fuse.") in _NETWORK:
            return DiskKind.NETWORK
        if self.type in _SHARED:
            # A small virtual machine may have its whole root on such a file system, used by it alone.
            return DiskKind.LOCAL if self.point == PurePosixPath("/") else DiskKind.SHARED
        if self.type in _STICKS or _PLUGGED_IN.match(str(self.point)):
            return DiskKind.REMOVABLE
        return DiskKind.UNKNOWN if self.type == "autofs" else DiskKind.LOCAL


_NETWORK: Final = frozenset({
    "afpfs", "afs", "beegfs", "ceph", "ceph-fuse", "cifs", "coda", "curlftpfs", "davfs", "davfs2", "ftp", "gcsfuse",
    "gfs2", "glusterfs", "goofys", "gpfs", "gvfsd-fuse", "juicefs", "kafs", "kio-fuse", "lustre", "macfuse", "mfs",
    "moosefs", "mount.davfs", "ncpfs", "nfs", "nfs3", "nfs4", "ocfs2", "onedriver", "orangefs", "osxfuse", "pvfs2",
    "rclone", "s3fs", "seadrive", "smb2", "smb3", "smbfs", "smbnetfs", "sshfs", "webdav",
})  # fmt: skip
"""File system types of Linux, with or without `fuse.` in front, and of macOS."""

_SHARED: Final = frozenset({
    "9p", "fakeowner", "fuse.grpcfuse", "fuse.osxfs", "fuse.prl_fsd", "fuse.vmhgfs-fuse", "prl_fs", "vboxsf",
    "virtiofs", "vmhgfs",
})  # fmt: skip
_STICKS: Final = frozenset({"exfat", "fuse.exfat", "msdos", "vfat"})
_PLUGGED_IN: Final = pattern(r"(/run)?/media/[^/]+/[^/]+")
"""Mount points of plugged-in disks on desktops: the user's name, then the disk's."""

_DRIVE: Final = pattern(r"[A-Za-z]:\\?$")
_ESCAPED: Final = pattern(r"\\([0-7]{3})")
_LISTED: Final = pattern(r"(?P<source>.*?) on (?P<point>/.*) \((?P<type>[^,)]+)(?P<flags>[^)]*)\)")

_REMOTE: Final = 4
_REMOVABLE: Final = frozenset({2, 5})
"""Drive types of Windows (GetDriveTypeW): network drives; sticks and compact discs."""


def mounts() -> list[Mount]:
    """Return the file systems of this computer; none where the system does not list them, such as Windows."""
    try:
        if sys.platform == "darwin":
            listed = subprocess.run(["/sbin/mount"], capture_output=True, timeout=_PATIENCE, check=True)
            return from_mount(os.fsdecode(listed.stdout))
        return from_mountinfo(os.fsdecode(_MOUNTINFO.read_bytes()))
    except (OSError, subprocess.SubprocessError):
        return []


def from_mountinfo(text: str) -> list[Mount]:
    """Parse `/proc/self/mountinfo` (proc_pid_mountinfo(5)). Lines in another form are left out."""
    found = []
    for line in text.split("\n"):
        of_mount, _, of_system = line.partition(" - ")
        left, right = of_mount.split(" "), of_system.split(" ")
        if len(left) >= 6 and len(right) >= 2:
            options = re.split("[,;]", right[2]) if len(right) > 2 else []
            found.append(Mount(PurePosixPath(_plain(left[4])), right[0], _plain(right[1]), frozenset(options)))
    return found


def from_mount(text: str) -> list[Mount]:
    """Parse the output of `mount` on macOS. Lines in another form are left out."""
    found = []
    for line in text.split("\n"):
        if seen := _LISTED.fullmatch(line):
            flags = frozenset(flag.strip() for flag in seen["flags"].split(",") if flag.strip())
            found.append(Mount(PurePosixPath(seen["point"]), seen["type"], seen["source"], flags))
    return found


def mount_of(path: PurePath, listed: Sequence[Mount]) -> Mount | None:
    """Return the file system of an absolute path without links.

    That is the one with the longest mount point; of several, the one mounted last. None if there is none.
    """
    found: Mount | None = None
    for mount in listed:
        if path.is_relative_to(mount.point) and (found is None or len(mount.point.parts) >= len(found.point.parts)):
            found = mount
    return found


def kind_on_windows(path: PurePath, drive_type: Callable[[str], int]) -> DiskKind:
    """Return the kind of the file system of a path on Windows.

    Args:
        path: an absolute path; it begins with a server or a drive.
        drive_type: GetDriveTypeW, from the root of a drive to its type.
    """
    if path.drive.startswith("\\\\") and not path.drive.startswith(("\\\\?\\", "\\\\.\\")):
        return DiskKind.NETWORK
    told = drive_type(path.anchor)
    return DiskKind.NETWORK if told == _REMOTE else DiskKind.REMOVABLE if told in _REMOVABLE else DiskKind.LOCAL


def _plain(text: str) -> str:
    """Decode the octal escapes of spaces, tabs, line breaks and backslashes."""
    return _ESCAPED.sub(lambda one: chr(int(one[1], 8)), text)

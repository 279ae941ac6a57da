"""Where a database lies: folders of sync programs, drives of the network, sticks; without a look where one may hang."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Collection, Mapping
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest

from capptro_tui.storage import place
from capptro_tui.storage.mounts import DiskKind, Mount, from_mount, from_mountinfo, kind_on_windows, mount_of
from capptro_tui.storage.sync_folders import sync_folder_of
from capptro_tui.storage.sync_settings import known_folders
from tests.support import is_plain

HOME = PurePosixPath("/home/ann")


def names_in(folders: Mapping[str, Collection[str]]) -> Callable[[PurePath], Collection[str]]:
    """Looks into folders that are given."""
    return lambda folder: folders.get(str(folder), ())


def found(path: str, folders: Mapping[str, Collection[str]] = {}, known: Mapping[PurePath, str] = {}) -> str:
    """What is said of the folders above a path: the program and its folder, with a question mark where it may err."""
    sync = sync_folder_of(PurePosixPath(path), HOME, names_in(folders), known)
    return f"{sync.program} {sync.folder}{'' if sync.is_certain else '?'}" if sync else ""


class TestSyncFolders:
    @pytest.mark.parametrize(
        ("path", "says"),
        [
            ("/home/ann/Dropbox/x.db", "Dropbox /home/ann/Dropbox?"),
            ("/home/ann/Acme Dropbox/Ann/desk/x.db", "Dropbox /home/ann/Acme Dropbox?"),
            ("/home/ann/Dropbox (Personal)/x.db", "Dropbox /home/ann/Dropbox (Personal)?"),
            ("/data/dropbox/x.db", "Dropbox /data/dropbox?"),
            ("/mnt/c/Users/ann/OneDrive - Acme Ltd/x.db", "OneDrive /mnt/c/Users/ann/OneDrive - Acme Ltd?"),
            ("/home/ann/OneDrive/x.db", "OneDrive /home/ann/OneDrive?"),
            ("/home/ann/Google Drive/My Drive/x.db", "Google Drive /home/ann/Google Drive?"),
            ("/home/ann/My Drive/x.db", "Google Drive /home/ann/My Drive?"),
            (
                "/home/ann/Library/CloudStorage/GoogleDrive-ann@acme.example/Mi unidad/x.db",
                "Google Drive /home/ann/Library/CloudStorage/GoogleDrive-ann@acme.example?",
            ),
            ("/home/ann/Library/CloudStorage/Box-Box/x.db", "Box /home/ann/Library/CloudStorage/Box-Box?"),
            ("/home/ann/Library/CloudStorage/Nimbus-Ann/x.db", "Nimbus /home/ann/Library/CloudStorage/Nimbus-Ann?"),
            (
                "/home/ann/Library/Mobile Documents/com~apple~CloudDocs/x.db",
                "iCloud Drive /home/ann/Library/Mobile Documents/com~apple~CloudDocs?",
            ),
            ("/home/ann/iCloudDrive/x.db", "iCloud Drive /home/ann/iCloudDrive?"),
            ("/home/ann/Nextcloud2/desk/x.db", "Nextcloud /home/ann/Nextcloud2?"),
            ("/home/ann/ownCloud/x.db", "ownCloud /home/ann/ownCloud?"),
            ("/home/ann/MEGA/x.db", "MEGA /home/ann/MEGA?"),
            ("/home/ann/MEGAsync Downloads/x.db", "MEGA /home/ann/MEGAsync Downloads?"),
            ("/home/ann/pCloudDrive/x.db", "pCloud /home/ann/pCloudDrive?"),
            ("/home/ann/Box/x.db", "Box /home/ann/Box?"),
            ("/home/ann/Box Sync/x.db", "Box /home/ann/Box Sync?"),
            ("/home/ann/Seafile/Library/x.db", "Seafile /home/ann/Seafile?"),
            ("/home/ann/Proton Drive/x.db", "Proton Drive /home/ann/Proton Drive?"),
            ("/home/ann/Tresorit/x.db", "Tresorit /home/ann/Tresorit?"),
            ("/home/ann/Yandex.Disk/x.db", "Yandex.Disk /home/ann/Yandex.Disk?"),
            ("/home/ann/Insync/ann@acme.example/x.db", "Insync /home/ann/Insync?"),
            ("/home/ann/Sync/x.db", "Sync.com or Syncthing /home/ann/Sync?"),
            ("/home/ann/SynologyDrive/x.db", "Synology Drive /home/ann/SynologyDrive?"),
        ],
    )
    def test_told_by_their_names(self, path: str, says: str) -> None:
        """A name alone may mislead, and is told apart."""
        assert found(path) == says

    @pytest.mark.parametrize(
        "path",
        [
            "/home/ann/.local/share/capptro/capptro.db",
            "/home/ann/customers/Box/x.db",
            "/home/ann/customers/Mega Ltd/x.db",
            "/home/ann/customers/box/x.db",
            "/home/ann/box/x.db",
            "/home/ann/Projects/My Drive/x.db",
            "/home/ann/Sync notes/x.db",
            "/home/ann/Dropbox migration/x.db",
            "/home/ann/Dropboxes Ltd/x.db",
            "/home/ann/No OneDrive/x.db",
            "/home/ann/dropbox.db",
            "/home/ann/Documents/x.db",
            "/x.db",
        ],
    )
    def test_not_told_of_others(self, path: str) -> None:
        """A customer may be called Box, a file like a program, a folder after it."""
        assert found(path, {"/home/ann": {".dropbox", "Dropbox", ".sync", ".tresorit", ".seafile-data"}}) == ""

    def test_a_user_may_be_called_anything(self) -> None:
        """The home folder itself and what is above it are no sync program's for their names."""
        home = PurePosixPath("/srv/dropbox/onedrive")
        assert sync_folder_of(home / "desk" / "x.db", home, names_in({}), {}) is None

    @pytest.mark.parametrize(
        ("mark", "program"),
        [
            (".stfolder", "Syncthing"),
            (".stversions", "Syncthing"),
            (".dropbox.cache", "Dropbox"),
            (".sync_0a1b2c3d4e5f.db", "Nextcloud or ownCloud"),
            ("._sync_0a1b2c3d4e5f.db", "Nextcloud or ownCloud"),
            (".csync_journal.db", "Nextcloud or ownCloud"),
            (".nextcloudsync.log", "Nextcloud"),
            (".owncloudsync.log", "ownCloud"),
            (".megaignore", "MEGA"),
            (".tmp.driveupload", "Google Drive"),
            (".SynologyWorkingDirectory", "Synology Drive"),
            (".seafile-data", "Seafile"),
            (".tresorit", "Tresorit"),
        ],
    )
    def test_told_by_what_is_in_them(self, mark: str, program: str) -> None:
        """Whatever they are called, in any folder on the way up."""
        assert found("/srv/ann/desk/x.db", {"/srv/ann": {"desk", mark}}) == f"{program} /srv/ann"

    def test_a_folder_that_many_call_sync(self) -> None:
        """What is in `.sync` tells whose it is."""
        assert found("/srv/ann/x.db", {"/srv/ann": {".sync"}, "/srv/ann/.sync": {"ID", "IgnoreList"}}) == (
            "Resilio Sync /srv/ann"
        )
        assert found("/srv/ann/x.db", {"/srv/ann": {".sync"}, "/srv/ann/.sync": {"core.log"}}) == (
            "Yandex.Disk /srv/ann"
        )
        assert found("/srv/ann/x.db", {"/srv/ann": {".sync"}, "/srv/ann/.sync": {"notes"}}) == ""

    def test_certain_before_likely(self) -> None:
        """What settings or marks say counts before a name that is nearer."""
        assert found("/a/b/Dropbox/x.db", {"/a": {".stfolder"}}) == "Syncthing /a"
        assert found("/a/b/Dropbox/x.db", {}, {PurePosixPath("/a/b"): "Nextcloud"}) == "Nextcloud /a/b"


class TestSettings:
    def known(
        self, settings: Mapping[str, str], environ: Mapping[str, str] = {}, folders: Mapping[str, Collection[str]] = {}
    ) -> dict[str, str]:
        """The folders that settings name, each with its program."""
        told = known_folders(Path(HOME), environ, lambda path: settings.get(str(path), ""), names_in(folders))
        return {str(path): program for path, program in told}

    def test_of_each_program(self) -> None:
        dropbox = {"personal": {"path": "/data/Ann “Q” Dropbox", "host": 1}, "business": {"path": "/data/Acme"}}
        assert self.known(
            {
                "/home/ann/.dropbox/info.json": json.dumps(dropbox),
                "/home/ann/.config/onedrive/config": '# sync_dir = "~/no"\nsync_dir = "~/Work"\n',
                "/home/ann/.config/Nextcloud/nextcloud.cfg": "[Accounts]\n0\\Folders\\1\\localPath=/data/next/\n",
                "/home/ann/.local/state/syncthing/config.xml": '<folder id="a" label="b" path="~/A &amp; B" type="x">',
                "/home/ann/.config/yandex-disk/config.cfg": 'auth="x"\ndir="/data/yandex"\n',
            }
        ) == {
            "/data/Ann “Q” Dropbox": "Dropbox",
            "/data/Acme": "Dropbox",
            "/home/ann/Work": "OneDrive",
            "/data/next": "Nextcloud",
            "/home/ann/A & B": "Syncthing",
            "/data/yandex": "Yandex.Disk",
        }

    def test_of_none(self) -> None:
        """Without settings, or with such as nobody understands."""
        assert self.known({}) == {}
        assert self.known({"/home/ann/.dropbox/info.json": '{"path": "\\q"}'}) == {'"\\q"': "Dropbox"}

    def test_where_the_environment_says(self) -> None:
        environ = {"XDG_CONFIG_HOME": "/etc/ann", "OneDriveCommercial": "/data/one"}
        settings = {"/etc/ann/onedrive/config": 'sync_dir = "/data/two"'}
        assert self.known(settings, environ) == {"/data/one": "OneDrive", "/data/two": "OneDrive"}

    def test_desktop_and_documents_in_icloud(self) -> None:
        """They stay in the home folder, and are seen in iCloud's."""
        cloud = {"/home/ann/Library/Mobile Documents/com~apple~CloudDocs": ["Documents", "Other"]}
        assert self.known({}, {}, cloud) == {"/home/ann/Documents": "iCloud Drive"}


MOUNTINFO = r"""
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard
30 22 0:50 / /mnt/server\040of\040Acme rw,relatime shared:9 - nfs4 server:/srv rw,vers=4.2,hard
31 22 0:51 / /mnt/smb rw - cifs //server/share rw
32 22 0:50 /ann /home/ann/office rw,relatime - nfs4 server:/srv rw,vers=4.2
33 22 0:52 / /home/ann/cloud rw,nosuid,nodev - fuse.rclone drive: rw,user_id=1000
34 22 0:53 / /run/user/1000/gvfs rw,nosuid - fuse.gvfsd-fuse gvfsd-fuse rw
35 22 8:17 / /media/ann/STICK rw,nosuid - vfat /dev/sdb1 rw
36 22 8:33 / /run/media/ann/Disk rw,nosuid - ext4 /dev/sdc1 rw
37 22 0:54 / /mnt/c rw,noatime - 9p C:\134 rw,dirsync,aname=drvfs;path=C:\134;uid=1000
38 22 0:55 / /mnt/d rw,noatime - drvfs D: rw
39 22 0:56 / /media/sf_share rw - vboxsf share rw
40 22 0:57 / /net rw - autofs systemd-1 rw
41 40 0:58 / /net rw - nfs server:/net rw
42 22 0:59 / /auto rw - autofs systemd-1 rw
43 22 254:1 / /media/data rw - ext4 /dev/vdb rw
44 22 254:1 / /mnt/s rw - ext4 /dev/vdb rw
broken line
50 22 0:60 / /short
"""


class TestFileSystems:
    @pytest.mark.parametrize(
        ("path", "kind"),
        [
            ("/home/ann/x.db", DiskKind.LOCAL),
            ("/mnt/server of Acme/desk/x.db", DiskKind.NETWORK),
            ("/mnt/server/x.db", DiskKind.LOCAL),
            ("/mnt/smb/x.db", DiskKind.NETWORK),
            ("/mnt/smbx/x.db", DiskKind.LOCAL),
            ("/home/ann/office/x.db", DiskKind.NETWORK),
            ("/home/ann/cloud/x.db", DiskKind.NETWORK),
            ("/run/user/1000/gvfs/smb-share:server=a/x.db", DiskKind.NETWORK),
            ("/media/ann/STICK/x.db", DiskKind.REMOVABLE),
            ("/run/media/ann/Disk/x.db", DiskKind.REMOVABLE),
            ("/media/data/x.db", DiskKind.LOCAL),
            ("/mnt/c/Users/ann/x.db", DiskKind.WINDOWS),
            ("/mnt/d/x.db", DiskKind.WINDOWS),
            ("/media/sf_share/x.db", DiskKind.SHARED),
            ("/net/x.db", DiskKind.NETWORK),
            ("/auto/server/x.db", DiskKind.UNKNOWN),
        ],
    )
    def test_on_linux(self, path: str, kind: DiskKind) -> None:
        """By the longest point, of two the later one; a bind mount is of its file system's type."""
        mount = mount_of(PurePosixPath(path), from_mountinfo(MOUNTINFO))
        assert mount is not None
        assert mount.kind is kind

    def test_a_machine_that_has_nothing_else(self) -> None:
        """A container may run on its host's folder: that is nothing to be warned of."""
        for name in ("9p", "virtiofs"):
            assert Mount(PurePosixPath("/"), name).kind is DiskKind.LOCAL
            assert Mount(PurePosixPath("/mnt"), name).kind is DiskKind.SHARED
        assert Mount(PurePosixPath("/"), "nfs").kind is DiskKind.NETWORK

    @pytest.mark.parametrize(
        ("path", "kind"),
        [
            ("/Users/ann/x.db", DiskKind.LOCAL),
            ("/Volumes/Office (old)/x.db", DiskKind.NETWORK),
            ("/Volumes/STICK/x.db", DiskKind.REMOVABLE),
            ("/Users/ann/on/x.db", DiskKind.NETWORK),
        ],
    )
    def test_on_macos(self, path: str, kind: DiskKind) -> None:
        listed = from_mount(
            "/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)\n"
            "/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse)\n"
            "//ann@server/Office on /Volumes/Office (old) (smbfs, nodev, nosuid, mounted by ann)\n"
            "/dev/disk4s1 on /Volumes/STICK (msdos, local, nodev, nosuid, noowners)\n"
            "ann@server:/srv on /Users/ann/on (macfuse, nodev, nosuid, synchronous, mounted by ann)\n"
            "nonsense\n"
        )
        mount = mount_of(PurePosixPath(path), listed)
        assert mount is not None
        assert mount.kind is kind

    @pytest.mark.parametrize(
        ("path", "told", "kind"),
        [
            (r"C:\Users\ann\x.db", 3, DiskKind.LOCAL),
            (r"Z:\desk\x.db", 4, DiskKind.NETWORK),
            (r"E:\x.db", 2, DiskKind.REMOVABLE),
            (r"\\server\share\x.db", 1, DiskKind.NETWORK),
            (r"\\?\C:\Users\x.db", 3, DiskKind.LOCAL),
        ],
    )
    def test_on_windows(self, path: str, told: int, kind: DiskKind) -> None:
        assert kind_on_windows(PureWindowsPath(path), lambda _: told) is kind

    def test_this_system_says_something(self) -> None:
        """The real list is read: it has a file system for the root."""
        mount = mount_of(PurePosixPath("/"), place.mounts())
        assert mount is not None
        assert mount.point == PurePosixPath("/")


class TestWarnings:
    @pytest.fixture
    def listed(self, monkeypatch: pytest.MonkeyPatch) -> list[Mount]:
        """The file systems that the program is told of: one for all, to which a test adds."""
        known = [Mount(PurePosixPath("/"), "ext4")]
        monkeypatch.setattr(place, "mounts", lambda: known)
        return known

    @pytest.mark.usefixtures("listed")
    def test_none_where_all_is_well(self, home: Path) -> None:
        assert place.warnings(home / ".local" / "share" / "capptro" / "capptro.db") == []

    @pytest.mark.usefixtures("listed")
    def test_through_a_link(self, home: Path) -> None:
        """What a link leads to counts, and what settings name through one."""
        (home / "real").mkdir()
        (home / "Dropbox").symlink_to(home / "real")
        (home / "desk").symlink_to("real/../real")
        (home / ".dropbox").mkdir()
        (home / ".dropbox" / "info.json").write_text(json.dumps({"personal": {"path": str(home / "Dropbox")}}))
        [told] = place.warnings(home / "desk" / "x.db")
        assert told.startswith("The database lies in a folder of Dropbox (")
        shutil.rmtree(home / ".dropbox")
        assert place.warnings(home / "desk" / "x.db") == []

    @pytest.mark.parametrize(
        ("mount", "says"),
        [
            (Mount(PurePosixPath("/mnt/there"), "nfs4"), "on a network drive (nfs4, /mnt/there)"),
            (Mount(PurePosixPath("/mnt/there"), "vboxsf"), "in a folder that is shared with another system"),
            (Mount(PurePosixPath("/mnt/there"), "drvfs"), "on a disk of Windows"),
            (Mount(PurePosixPath("/mnt/there"), "exfat"), "on a removable disk"),
        ],
    )
    def test_are_for_people(self, listed: list[Mount], mount: Mount, says: str) -> None:
        """What it is, why that matters, what to do; short enough for a message however long the path is."""
        listed.append(mount)
        for name in ("", f"Dropbox/{'x' * 150}/"):
            told = place.warnings(Path(f"/mnt/there/{name}x.db"))
            assert says in told[-1]
            assert len(told) == 1 + bool(name)
            assert all(is_plain(one) and "move the database and its folder of documents" in one for one in told)

    def test_a_server_that_is_gone_is_not_asked(
        self, listed: list[Mount], home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Nothing that lies on it is looked at, also behind a link, and in the home folder."""
        remote = home / "office"
        listed += [Mount(PurePosixPath(str(remote)), "nfs4"), Mount(PurePosixPath(str(home / ".dropbox")), "cifs")]
        (home / "desk").symlink_to(remote / "ann" / "Nextcloud")
        asked: list[str] = []

        def noted(owner: object, name: str) -> None:
            real = getattr(owner, name)

            def look(path: str | Path, *more: object, **options: object) -> object:
                asked.append(str(path))
                return real(path, *more, **options)

            monkeypatch.setattr(owner, name, look)

        for name in ("stat", "lstat", "readlink", "scandir", "open"):
            noted(os, name)
        noted(Path, "open")
        told = place.warnings(home / "desk" / "x.db")
        assert ["Nextcloud" in told[0], "network drive" in told[1]] == [True, True]
        assert asked
        assert not [path for path in asked if path.startswith((str(remote), str(home / ".dropbox")))]

    def test_an_answer_that_does_not_come(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Is not waited for."""
        import threading

        monkeypatch.setattr(place, "PATIENCE", 0.01)
        never = threading.Event()
        assert place.answered(lambda: never.wait(60), "nothing") == "nothing"
        never.set()
        assert place.answered(lambda: "something", "nothing") == "something"

    @pytest.mark.usefixtures("listed")
    def test_links_that_lead_to_each_other(self, tmp_path: Path) -> None:
        path, other = tmp_path / "one", tmp_path / "other"
        path.symlink_to(other)
        other.symlink_to(path)
        assert place.warnings(path / "x.db") == []

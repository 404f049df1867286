"""The archive around a pack: written the same on every machine, read as if it came from an enemy (pure)."""

import hashlib
import re
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping
from io import BytesIO

from reviews.evidence.faults import THE_FILE, Fault

SUMS = "SHA256SUMS"
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a ZIP file can hold
MEGABYTE = 1024 * 1024
MOST_MEMBERS = 50
LARGEST_MEMBER = 16 * MEGABYTE
LARGEST_PACK = 64 * MEGABYTE
NAME = re.compile(r"(pages/)?[A-Za-z0-9][A-Za-z0-9_-]{0,79}(\.(json|html|txt))?")
SUM = re.compile(r"([0-9a-f]{64})  (\S+)")
TOO_LARGE = Fault(THE_FILE, f"It is larger than any pack: more than {LARGEST_PACK // MEGABYTE} MB.")
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)


def write(files: Mapping[str, bytes]) -> bytes:
    """A ZIP file of these members and their SHA256SUMS. It is not compressed: compressors differ, bytes must not."""
    buffer = BytesIO()
    members = {**files, SUMS: sums_of(files)}
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members):
            info = zipfile.ZipInfo(name, EPOCH)
            info.create_system = 3  # Unix, whatever this machine is
            info.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(info, members[name])
    return buffer.getvalue()


def sums_of(files: Mapping[str, bytes]) -> bytes:
    """In the format of the program sha256sum."""
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()


def read(pack: bytes) -> tuple[dict[str, bytes], list[Fault]]:
    """The members that can be read and may stand in a pack, without SHA256SUMS; and what is wrong with the others.

    Sizes are those that the archive declares, and no member is read beyond the one it declares.
    """
    if is_too_large(len(pack)):
        return {}, [TOO_LARGE]
    try:
        archive = zipfile.ZipFile(BytesIO(pack))
    except UNREADABLE:
        return {}, [Fault(THE_FILE, "It is no ZIP file, or its list of members is damaged.")]
    with archive:
        infos = archive.infolist()
        if faults := _of_the_whole(infos):
            return {}, faults
        files, faults = {}, []
        for info in infos:
            if fault := _of_one(info):
                faults.append(fault)
                continue
            try:
                files[info.filename] = archive.read(info)
            except UNREADABLE:
                faults.append(Fault(info.filename, "It is damaged: the archive cannot give it back whole."))
    known = {fault.file for fault in faults}
    sums = files.pop(SUMS, None)
    if sums is None:
        return files, [*faults, *([] if SUMS in known else [Fault(SUMS, "It is missing.")])]
    return files, [*faults, *(fault for fault in _of_sums(sums, files) if fault.file not in known)]


def is_too_large(size: int) -> bool:
    """Members and what an archive writes around them."""
    return size > LARGEST_PACK + MEGABYTE


def _of_the_whole(infos: list[zipfile.ZipInfo]) -> list[Fault]:
    """What makes it unwise to read any member at all."""
    if len(infos) > MOST_MEMBERS:
        return [Fault(THE_FILE, f"It has {len(infos)} members; a pack has at most {MOST_MEMBERS}.")]
    faults = [
        Fault(name, f"It is in the archive {times} times.")
        for name, times in Counter(info.filename for info in infos).items()
        if times > 1
    ]
    faults += [
        Fault(info.filename, f"It is larger than a member may be: {info.file_size:,} bytes.")
        for info in infos
        if info.file_size > LARGEST_MEMBER
    ]
    if not faults and sum(info.file_size for info in infos) > LARGEST_PACK:
        faults = [Fault(THE_FILE, f"Unpacked it is larger than {LARGEST_PACK // MEGABYTE} MB.")]
    return faults


def _of_one(info: zipfile.ZipInfo) -> Fault | None:
    if not NAME.fullmatch(info.filename) or info.filename != info.orig_filename:
        return Fault(info.filename, "No member of a pack has such a name; it was not read.")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return Fault(info.filename, "It is packed in a way that no pack uses; it was not read.")
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        return Fault(info.filename, "It is no plain file; it was not read.")
    return None


def _of_sums(sums: bytes, files: Mapping[str, bytes]) -> list[Fault]:
    listed: dict[str, str] = {}
    faults = []
    for place, line in enumerate(sums.decode("utf-8", "replace").split("\n")[:-1], start=1):
        parts = SUM.fullmatch(line)
        if parts is None or parts[2] in listed:
            faults.append(Fault(SUMS, f"Line {place} is no sum, or names a file for the second time."))
        else:
            listed[parts[2]] = parts[1]
    faults += [Fault(name, f"It is not listed in {SUMS}.") for name in sorted(files.keys() - listed.keys())]
    faults += [
        Fault(name, f"It is missing, but listed in {SUMS}.") for name in sorted(listed.keys() - files.keys())
    ]
    faults += [
        Fault(name, f"It was changed: it has not the SHA-256 that {SUMS} names for it.")
        for name in sorted(files.keys() & listed.keys())
        if hashlib.sha256(files[name]).hexdigest() != listed[name]
    ]
    if not faults and sums != sums_of(files):
        faults.append(Fault(SUMS, "It is not written as a pack writes it."))
    return faults

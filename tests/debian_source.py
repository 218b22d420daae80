"""Source packages of Debian, by the machine's own list of package sources, which is read and not changed."""

import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path


def apt(place, kind, release=None):
    """Options with which apt-get knows the Debian sources that the machine has, as `kind` (`deb` or `deb-src`), and keeps its lists at `place`.

    With `release`, that release of the same archive instead of the machine's own.
    """
    place = place.resolve()
    for folder in ("state/partial", "parts", "cache/archives/partial"):
        (place / folder).mkdir(parents=True, exist_ok=True)
    etc = Path("/etc/apt")
    for file in [etc / "sources.list", *etc.glob("sources.list.d/*.list"), *etc.glob("sources.list.d/*.sources")]:
        if not file.is_file():
            continue
        text = file.read_text()
        if "debian" not in text:
            continue
        if file.suffix == ".sources":
            text = re.sub(r"^Types:.*$", f"Types: {kind}", text, flags=re.M)
            if release:
                stanzas = re.split(r"\n\s*\n", text)
                stanzas = [stanza for stanza in stanzas if re.search(r"^URIs:.*/debian/?\s*$", stanza, re.M)]
                text = re.sub(r"^Suites:.*$", f"Suites: {release}", "\n\n".join(stanzas), flags=re.M) + "\n"
        else:
            lines = [re.sub(r"^deb(-src)? ", f"{kind} ", line) for line in text.splitlines() if re.match(r"deb(-src)? .*debian", line)]
            if release:
                lines = [re.sub(r"(/debian/?) \S+", rf"\1 {release}", line) for line in lines if re.search(r"/debian/? ", line)]
            text = "".join(line + "\n" for line in dict.fromkeys(lines))
        (place / "parts" / file.name).write_text(text)
    options = []
    for option in (
        "Dir::Etc::SourceList=/dev/null",
        f"Dir::Etc::SourceParts={place}/parts",
        f"Dir::State::Lists={place}/state",
        f"Dir::Cache={place}/cache",
        # As root, apt would fetch as a user who cannot write here.
        "APT::Sandbox::User=root",
    ):
        options += ["-o", option]
    return options


def fetch(package, work, archive, only=None):
    """The folder with the newest upstream source of a package that a mirror has, unpacked below `work`.

    `archive` is a glob for the upstream tarball. `only` says of a member's name whether it is unpacked; all are without it.
    """
    work.mkdir(parents=True, exist_ok=True)
    source = work / "source" / package
    if found := sorted(source.glob("*")):
        return found[-1]
    options = apt(work / "apt", "deb-src")
    log = {"cwd": work, "text": True, "capture_output": True}
    subprocess.run(["apt-get", *options, "update"], check=True, **log)
    known = subprocess.run(["apt-cache", *options, "showsrc", package], check=True, **log).stdout
    # The upstream tarball is all that is needed; a mirror may lack that of the newest version.
    for version in dict.fromkeys(re.findall(r"^Version: (\S+)", known, re.M)):
        download = ["apt-get", *options, "--download-only", "--tar-only", "source", f"{package}={version}"]
        tried = subprocess.run(download, **log)
        if tried.returncode == 0:
            break
    else:
        sys.exit(f"no source package of {package} can be fetched: {tried.stderr}")
    original = max(work.glob(archive))
    # Whole or not at all, since what is there is taken for whole by the next run.
    unpacking = work / "unpacking"
    shutil.rmtree(unpacking, ignore_errors=True)
    with tarfile.open(original) as packed:
        members = [member for member in packed.getmembers() if only is None or only(member.name)]
        packed.extractall(unpacking, members, filter="data")
    source.parent.mkdir(exist_ok=True)
    unpacking.rename(source)
    return sorted(source.glob("*"))[-1]

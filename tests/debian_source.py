"""Source packages of Debian, by the machine's own list of package sources, which is read and not changed."""

import re
import subprocess
import sys
import tarfile
from pathlib import Path


def fetch(package, work, archive, only=None):
    """The folder with the newest upstream source of a package that a mirror has, unpacked below `work`.

    `archive` is a glob for the upstream tarball. `only` says of a member's name whether it is unpacked; all are without it.
    """
    work.mkdir(parents=True, exist_ok=True)
    source = work / "source" / package
    if found := sorted(source.glob("*")):
        return found[-1]
    lists = work / "apt"
    (lists / "state/partial").mkdir(parents=True, exist_ok=True)
    (lists / "parts").mkdir(exist_ok=True)
    etc = Path("/etc/apt")
    for file in [etc / "sources.list", *etc.glob("sources.list.d/*.list"), *etc.glob("sources.list.d/*.sources")]:
        if not file.is_file():
            continue
        text = file.read_text()
        if "debian" not in text:
            continue
        if file.suffix == ".sources":
            text = re.sub(r"^Types:.*$", "Types: deb-src", text, flags=re.M)
        else:
            text = "".join(
                re.sub(r"^deb ", "deb-src ", line)
                for line in text.splitlines(keepends=True)
                if re.match(r"deb(-src)? .*debian", line)
            )
        (lists / "parts" / file.name).write_text(text)
    options = []
    for option in (
        "Dir::Etc::SourceList=/dev/null",
        f"Dir::Etc::SourceParts={lists}/parts",
        f"Dir::State::Lists={lists}/state",
        # As root, apt would fetch as a user who cannot write here.
        "APT::Sandbox::User=root",
    ):
        options += ["-o", option]
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
    with tarfile.open(original) as packed:
        members = [member for member in packed.getmembers() if only is None or only(member.name)]
        packed.extractall(source, members, filter="data")
    return sorted(source.glob("*"))[-1]

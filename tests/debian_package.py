#!/usr/bin/env python3
"""Fetches a package of another Debian release than the machine's, and unpacks it into target/debian/PACKAGE.

usage: debian_package.py PACKAGE RELEASE

The machine's own package sources and lists are not changed; its key ring verifies what comes.
"""

import shutil
import subprocess
import sys
from pathlib import Path

package, release = sys.argv[1:]
work = Path(__file__).resolve().parent.parent / "target/debian"
place = work / package
if place.is_dir():
    sys.exit()
for folder in ("apt/state/partial", "apt/parts", "apt/cache/archives/partial"):
    (work / folder).mkdir(parents=True, exist_ok=True)
(work / "apt/parts/it.sources").write_text(
    f"""Types: deb
URIs: http://deb.debian.org/debian
Suites: {release}
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
"""
)
options = []
for option in (
    "Dir::Etc::SourceList=/dev/null",
    f"Dir::Etc::SourceParts={work}/apt/parts",
    f"Dir::State::Lists={work}/apt/state",
    f"Dir::Cache={work}/apt/cache",
    # As root, apt would fetch as a user who cannot write here.
    "APT::Sandbox::User=root",
):
    options += ["-o", option]
for action in (["update"], ["download", package]):
    subprocess.run(["apt-get", "-q", *options, *action], cwd=work, check=True, stdout=subprocess.DEVNULL)
unpacked = work / f"{package}.part"
shutil.rmtree(unpacked, ignore_errors=True)
subprocess.run(["dpkg-deb", "-x", max(work.glob(f"{package}_*.deb")), unpacked], check=True)
unpacked.rename(place)

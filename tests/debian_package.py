#!/usr/bin/env python3
"""Fetches a package of another Debian release than the machine's, and unpacks it into target/debian/PACKAGE-RELEASE.

usage: debian_package.py PACKAGE RELEASE

The machine's own list of package sources is read, and not changed.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import debian_source

package, release = sys.argv[1:]
work = Path(__file__).resolve().parent.parent / "target/debian"
place = work / f"{package}-{release}"
if place.is_dir():
    sys.exit()
# Empty, so that what an earlier run left is not taken for what this one fetched.
download = work / f"{place.name}.download"
shutil.rmtree(download, ignore_errors=True)
download.mkdir(parents=True)
options = debian_source.apt(work / "apt", "deb", release)
for action in (["update"], ["download", package]):
    subprocess.run(["apt-get", "-q", *options, *action], cwd=download, check=True, stdout=subprocess.DEVNULL)
(fetched,) = download.glob("*.deb")
unpacked = work / f"{place.name}.part"
shutil.rmtree(unpacked, ignore_errors=True)
subprocess.run(["dpkg-deb", "-x", fetched, unpacked], check=True)
unpacked.rename(place)
shutil.rmtree(download)

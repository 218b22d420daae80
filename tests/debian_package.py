#!/usr/bin/env python3
"""Fetches a package of another Debian release than the machine's, and unpacks it into target/debian/PACKAGE.

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
place = work / package
if place.is_dir():
    sys.exit()
work.mkdir(parents=True, exist_ok=True)
options = debian_source.apt(work / "apt", "deb", release)
for action in (["update"], ["download", package]):
    subprocess.run(["apt-get", "-q", *options, *action], cwd=work, check=True, stdout=subprocess.DEVNULL)
unpacked = work / f"{package}.part"
shutil.rmtree(unpacked, ignore_errors=True)
subprocess.run(["dpkg-deb", "-x", max(work.glob(f"{package}_*.deb")), unpacked], check=True)
unpacked.rename(place)

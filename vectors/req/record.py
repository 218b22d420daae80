#!/usr/bin/env python3
"""Runs commands.txt through real OpenSSL 3.0 and writes what it prints: recorded.txt."""
import os
import shlex
import subprocess

os.chdir(os.path.dirname(os.path.abspath(__file__)))
with open("recorded.txt", "wb") as out:
    for line in open("commands.txt", encoding="utf-8"):
        line = line.rstrip("\n")
        command, _, answers = line.partition(" <<< ")
        done = subprocess.run(
            ["openssl", *shlex.split(command)],
            input=answers.replace("\\n", "\n").encode(),
            capture_output=True,
            check=False,
        )
        out.write(f"$ {line}\n".encode() + done.stdout)
        if answers or "-batch" in command:
            out.write(b"standard error:\n" + done.stderr + b"\n")

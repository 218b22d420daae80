"""This directory's format, for the scripts that carry vectors over."""


def strip(number):
    return number.lower().lstrip("0") or "0"


class Out:
    """Lines of `what name=value ...`; a key line is written only where the key changes."""

    def __init__(self, path, *lines):
        self.path = path
        self.lines = [f"# {line}" for line in lines]
        self.key = None

    def put(self, what, **fields):
        line = " ".join([what] + [f"{k}={v}" for k, v in fields.items() if v is not None])
        if what == "key":
            if line == self.key:
                return
            self.key = line
        self.lines.append(line)

    def close(self):
        self.path.write_text("\n".join(self.lines) + "\n")

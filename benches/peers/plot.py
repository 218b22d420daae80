#!/usr/bin/env python3
"""Draws peers.tsv as an SVG of horizontal bars: plot.py peers.tsv peers.svg"""

import html
import sys

WIDTH, LABEL, BAR, ROW, HEAD = 900, 260, 470, 20, 30


def main(source, target):
    works = {}
    with open(source, encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            work, peer, rate, *_ = line.rstrip("\n").split("\t")
            works.setdefault(work, []).append((peer, float(rate)))
    out, y = [], 10
    for work, rows in works.items():
        out.append(f'<text x="10" y="{y + 18}" font-weight="bold">{html.escape(work)}, operations a second</text>')
        y += HEAD
        most = max(rate for _, rate in rows)
        for peer, rate in rows:
            colour = "#b5532a" if peer.startswith("certwright") else "#7d8a99"
            length = BAR * rate / most
            out.append(f'<text x="{LABEL - 8}" y="{y + 14}" text-anchor="end">{html.escape(peer)}</text>')
            out.append(f'<rect x="{LABEL}" y="{y + 3}" width="{length:.1f}" height="{ROW - 6}" fill="{colour}"/>')
            out.append(f'<text x="{LABEL + length + 6:.1f}" y="{y + 14}">{rate:,.0f}</text>')
            y += ROW
        y += 12
    with open(target, "w", encoding="utf-8") as svg:
        svg.write(
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{y}" '
            f'font-family="sans-serif" font-size="12">\n<rect width="100%" height="100%" fill="white"/>\n'
        )
        svg.write("\n".join(out) + "\n</svg>\n")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])

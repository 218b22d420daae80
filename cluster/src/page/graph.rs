//! Who signed whom, as SVG: each authority at the left of what it signed.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::super::check::{Checked, State, span};
use super::{class, escaped, title};

/// In user units, which are pixels at the size that the picture is made for.
const WIDTH: usize = 330;
const HEIGHT: usize = 40;
const GAP_X: usize = 110;
const GAP_Y: usize = 10;
const MARGIN: usize = 8;
/// How many characters fit in a box.
const FITTING: usize = 42;
/// From how many certificates on those of one role by one authority share a box.
const MANY: usize = 60;
/// How many certificates may be on a path that is drawn.
const MAX_DEPTH: usize = 6;

/// The colours of the picture where it stands alone; on the page the page's are the same.
const STYLE: &str = include_str!("graph.css");

/// A box: one certificate, or several of one role.
struct Shown {
    name: String,
    under: String,
    full: String,
    state: State,
    authority: bool,
    /// The first certificate in it.
    certificate: usize,
    parent: Option<usize>,
    column: usize,
    row: usize,
}

/// The picture as a document of its own.
pub fn svg(checked: &Checked) -> String {
    picture(checked, true)
}

/// The picture; `alone` is whether it brings its style along and its boxes lead nowhere.
pub(super) fn picture(checked: &Checked, alone: bool) -> String {
    let boxes = place(checked);
    let columns = boxes.iter().map(|at| at.column + 1).max().unwrap_or(1);
    let rows = boxes.iter().map(|at| at.row + 1).max().unwrap_or(1);
    let width = 2 * MARGIN + columns * WIDTH + (columns - 1) * GAP_X;
    let height = 2 * MARGIN + rows * (HEIGHT + GAP_Y) - GAP_Y;
    let mut out = String::new();
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"graph\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"{role}\" aria-labelledby=\"graph-title graph-text\">\n\
         <title id=\"graph-title\">Who signed whom</title>\n\
         <desc id=\"graph-text\">Each authority, with lines to the certificates that it signed, {count} in all.</desc>\n",
        role = if alone { "img" } else { "group" },
        count = checked.certificates.len(),
    );
    if alone {
        let _ = writeln!(out, "<style>{STYLE}</style>");
        let _ = writeln!(
            out,
            "<rect class=\"ground\" width=\"{width}\" height=\"{height}\"/>"
        );
    }
    let left = |at: &Shown| MARGIN + at.column * (WIDTH + GAP_X);
    let top = |at: &Shown| MARGIN + at.row * (HEIGHT + GAP_Y);
    for at in &boxes {
        let Some(parent) = at.parent.map(|parent| &boxes[parent]) else {
            continue;
        };
        let (x1, y1) = (left(parent) + WIDTH, top(parent) + HEIGHT / 2);
        let (x2, y2) = (left(at), top(at) + HEIGHT / 2);
        let middle = x1 + GAP_X / 2;
        let _ = writeln!(
            out,
            "<path class=\"edge\" aria-hidden=\"true\" d=\"M{x1} {y1} C{middle} {y1} {middle} {y2} {x2} {y2}\"/>"
        );
    }
    for at in &boxes {
        let (x, y) = (left(at), top(at));
        let kind = if at.authority { "authority" } else { "leaf" };
        let (open, close) = match alone {
            true => (String::new(), ""),
            false => (format!("<a href=\"#c{}\">", at.certificate), "</a>"),
        };
        let _ = writeln!(
            out,
            "{open}<g class=\"node {kind} {state}\"><title>{full}</title>\
             <rect x=\"{x}\" y=\"{y}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" rx=\"6\"/>\
             <rect class=\"mark\" x=\"{x}\" y=\"{y}\" width=\"5\" height=\"{HEIGHT}\" rx=\"2\"/>\
             <text x=\"{tx}\" y=\"{ty}\">{name}</text>\
             <text class=\"under\" x=\"{tx}\" y=\"{uy}\">{under}</text></g>{close}",
            state = class(at.state),
            full = escaped(&at.full),
            name = escaped(&fitting(&at.name)),
            under = escaped(&at.under),
            tx = x + 14,
            ty = y + 17,
            uy = y + 32,
        );
    }
    out.push_str("</svg>\n");
    out
}

/// The boxes with their columns and rows: under each authority, in the next column, what it signed, from its own row on.
fn place(checked: &Checked) -> Vec<Shown> {
    let all = &checked.certificates;
    let mut signed: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut roots = Vec::new();
    for (i, at) in all.iter().enumerate() {
        match at.signed_by.filter(|&by| by != i) {
            Some(by) => signed.entry(by).or_default().push(i),
            None => roots.push(i),
        }
    }
    // Two that signed each other hang on nothing: they are drawn as if nobody had.
    let mut seen = vec![false; all.len()];
    let mut boxes: Vec<Shown> = Vec::new();
    let mut row = 0;
    let mut waiting: Vec<(usize, Option<usize>, usize)> = Vec::new();
    for start in roots.into_iter().chain(0..all.len()) {
        waiting.push((start, None, 0));
        let mut first = true;
        while let Some((i, parent, column)) = waiting.pop() {
            if std::mem::replace(&mut seen[i], true) {
                continue;
            }
            // The first below its authority stands in the authority's row.
            let below_own = parent.is_some_and(|parent: usize| parent + 1 == boxes.len());
            if !first && !below_own {
                row += 1;
            }
            first = false;
            let own = boxes.len();
            let mut same = Vec::new();
            let children = signed.get(&i).map(Vec::as_slice).unwrap_or_default();
            if children.is_empty() && all.len() > MANY {
                // Its like by the same authority, which wait above it.
                let alike = |&(j, by, _): &(usize, Option<usize>, usize)| {
                    by == parent
                        && !seen[j]
                        && all[j].role == all[i].role
                        && all[j].state == all[i].state
                        && !signed.contains_key(&j)
                };
                same = waiting
                    .iter()
                    .filter(|at| alike(at))
                    .map(|at| at.0)
                    .collect();
                for &j in &same {
                    seen[j] = true;
                }
            }
            boxes.push(shown(checked, i, same.len(), parent, column, row));
            if column < MAX_DEPTH {
                let next = children
                    .iter()
                    .rev()
                    .map(|&child| (child, Some(own), column + 1));
                waiting.extend(next);
            }
        }
        if !first && boxes.last().is_some_and(|last| last.row == row) {
            row += 1;
        }
    }
    boxes
}

fn shown(
    checked: &Checked,
    certificate: usize,
    more: usize,
    parent: Option<usize>,
    column: usize,
    row: usize,
) -> Shown {
    let at = &checked.certificates[certificate];
    let mut name = title(at);
    if more > 0 {
        name = format!("{} × {}", at.role.unwrap_or("others"), more + 1);
    }
    let left = match at.state {
        State::Valid | State::ExpiresSoon => format!("{} left", span(at.residual)),
        state => state.name().to_string(),
    };
    let common_name = at
        .common_names
        .last()
        .map(String::as_str)
        .unwrap_or_default();
    let under = match (more, common_name) {
        (0, name) if !name.is_empty() => fitting(&format!("{left} · {name}")),
        _ => left.clone(),
    };
    Shown {
        under,
        full: format!("{name}: {}, {left}", at.subject),
        name,
        state: at.state,
        authority: at.authority,
        certificate,
        parent,
        column,
        row,
    }
}

/// A text that fits in a box: its beginning and its end.
fn fitting(text: &str) -> String {
    let count = text.chars().count();
    if count <= FITTING {
        return text.into();
    }
    let half = FITTING / 2;
    let begin: String = text.chars().take(half - 1).collect();
    let end: String = text.chars().skip(count - half).collect();
    format!("{begin}…{end}")
}

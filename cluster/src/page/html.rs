//! The page itself.

use std::fmt::Write as _;

use super::super::check::{
    Checked, CheckedCertificate, Finding, Severity, State, iso, span, verdict,
};
use super::{class, day, earliest, escaped, graph, title};

const STYLE: &str = include_str!("page.css");
const GRAPH_STYLE: &str = include_str!("graph.css");
const SECONDS_PER_DAY: f64 = 86_400.0;
/// Where the scale of what is left ends: ten years.
const SCALE_END_DAYS: f64 = 3650.0;
/// The marks of the scale, in days.
const TICKS: [(f64, &str); 6] = [
    (0.0, "today"),
    (7.0, "7 d"),
    (30.0, "30 d"),
    (90.0, "90 d"),
    (365.0, "1 y"),
    (SCALE_END_DAYS, "10 y"),
];

/// The page. `name` is what the check was of: the directory.
pub fn html(checked: &Checked, name: &str) -> String {
    let mut out = String::new();
    let name = escaped(name);
    let _ = write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n\
         <link rel=\"icon\" href=\"data:,\">\n\
         <title>Certificates in {name}</title>\n<style>\n{STYLE}{GRAPH_STYLE}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#main\">Skip to the findings</a>\n"
    );
    head(&mut out, checked, &name);
    out.push_str("<main id=\"main\" tabindex=\"-1\">\n");
    findings(&mut out, checked);
    timeline(&mut out, checked);
    trust(&mut out, checked);
    certificates(&mut out, checked);
    out.push_str("</main>\n");
    let _ = write!(
        out,
        "<footer><p>Made by certwright at <time datetime=\"{time}\">{time}</time>; it loads nothing from elsewhere.</p></footer>\n</body>\n</html>\n",
        time = iso(checked.time),
    );
    out
}

fn head(out: &mut String, checked: &Checked, name: &str) {
    let (mark, shade) = match checked.worst() {
        None | Some(Severity::Notice) => ("✓", "valid"),
        Some(Severity::Warning) => ("!", "soon"),
        Some(_) => ("✕", "bad"),
    };
    let _ = write!(
        out,
        "<header>\n<h1>Certificates in {name}</h1>\n\
         <p class=\"note\">Judged at <time datetime=\"{time}\">{time}</time>; files named as {layout} names them.</p>\n\
         <p class=\"verdict {shade}\"><span aria-hidden=\"true\">{mark}</span> <span>{summary}</span></p>\n<dl class=\"tiles\">\n",
        time = iso(checked.time),
        layout = escaped(checked.layout),
        summary = escaped(&verdict(checked)),
    );
    let mut tile = |id: &str, label: &str, value: &str, shade: &str| {
        let _ = writeln!(
            out,
            "<div class=\"{shade}\"><dt>{label}</dt><dd data-value=\"{id}\">{value}</dd></div>"
        );
    };
    let shade = |count: usize, shade| if count > 0 { shade } else { "" };
    let (errors, warnings) = (
        checked.count(Severity::Error),
        checked.count(Severity::Warning),
    );
    tile(
        "certificates",
        "certificates",
        &checked.certificates.len().to_string(),
        "",
    );
    tile("keys", "private keys", &checked.keys.to_string(), "");
    tile(
        "kubeconfigs",
        "kubeconfigs",
        &checked.kubeconfigs.to_string(),
        "",
    );
    tile(
        "errors",
        "errors",
        &errors.to_string(),
        shade(errors, "bad"),
    );
    tile(
        "warnings",
        "warnings",
        &warnings.to_string(),
        shade(warnings, "soon"),
    );
    if let Some(first) = earliest(checked) {
        let left = match first.state {
            State::Expired => "expired".into(),
            _ => span(first.residual),
        };
        tile(
            "first",
            "until the first expires",
            &left,
            class(first.state),
        );
    }
    out.push_str("</dl>\n<nav aria-label=\"Sections\"><ul>");
    for (id, label) in [
        ("findings", "Findings"),
        ("expiry", "Expiry"),
        ("trust", "Who signed whom"),
        ("certificates", "Certificates"),
    ] {
        let _ = write!(out, "<li><a href=\"#{id}\">{label}</a></li>");
    }
    out.push_str("</ul></nav>\n</header>\n");
}

fn findings(out: &mut String, checked: &Checked) {
    out.push_str("<section aria-labelledby=\"findings\">\n<h2 id=\"findings\">Findings</h2>\n");
    if checked.findings.is_empty() {
        out.push_str("<p>Nothing is wrong.</p>\n</section>\n");
        return;
    }
    out.push_str("<p class=\"note\">What is wrong, what follows from it in a cluster, and what repairs it.</p>\n<ol class=\"findings\">\n");
    // One entry for a rule: what follows from a breach is the same for all.
    let mut by_rule: Vec<Vec<(usize, &Finding)>> = Vec::new();
    for (i, finding) in checked.findings.iter().enumerate() {
        match by_rule.iter_mut().find(|all| all[0].1.rule == finding.rule) {
            Some(all) => all.push((i, finding)),
            None => by_rule.push(vec![(i, finding)]),
        }
    }
    for all in &by_rule {
        breach(out, all);
    }
    out.push_str("</ol>\n</section>\n");
}

/// Every breach of one rule.
fn breach(out: &mut String, all: &[(usize, &Finding)]) {
    let rule = all[0].1.rule;
    let shade = match rule.severity {
        Severity::Error => "bad",
        Severity::Warning => "soon",
        Severity::Notice => "notice",
    };
    let _ = writeln!(
        out,
        "<li class=\"finding {shade}\"><div class=\"head\"><span class=\"badge {shade}\">{severity}</span>\
         <h3>{fault}</h3><span class=\"rule mono\">{name}</span></div><p class=\"so\">{consequence}</p>\n<ul class=\"places\">",
        severity = rule.severity.name(),
        name = rule.name,
        fault = escaped(&capitalised(rule.fault)),
        consequence = escaped(&capitalised(rule.consequence)),
    );
    for (number, finding) in all {
        let place = match &finding.within {
            Some(within) => format!("{} ({within})", finding.path),
            None => finding.path.clone(),
        };
        let place = escaped(&place);
        let place = match finding.certificate {
            Some(at) => format!("<a href=\"#c{at}\">{place}</a>"),
            None => place,
        };
        let remedy = escaped(&finding.remedy);
        let remedy = match finding.is_command() {
            true => format!("<pre><code>{remedy}</code></pre>"),
            false => format!("<p class=\"words\">{}</p>", capitalised(&remedy)),
        };
        let detail = match finding.detail.as_str() {
            "" => String::new(),
            detail => format!(" <span class=\"detail\">{}</span>", escaped(detail)),
        };
        let _ = writeln!(
            out,
            "<li id=\"f{number}\"><strong>{place}</strong>{detail}{remedy}</li>",
        );
    }
    out.push_str("</ul></li>\n");
}

/// A sentence of its own.
fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars).collect()
}

/// Where so many days are on the scale, in hundredths of its length: logarithmic, so that a week and a decade are both
/// seen.
fn position(days: f64) -> f64 {
    let place = (1.0 + days.max(0.0)).ln() / (1.0 + SCALE_END_DAYS).ln();
    (place * 100.0).min(100.0)
}

fn timeline(out: &mut String, checked: &Checked) {
    out.push_str(
        "<section aria-labelledby=\"expiry\">\n<h2 id=\"expiry\">Expiry</h2>\n<div class=\"card\">\n<table class=\"timeline\">\n\
         <caption>What ends first stands first. Bars show the time that is left, on a logarithmic scale.</caption>\n\
         <thead><tr><th scope=\"col\">Certificate</th><th scope=\"col\" class=\"scale\"><span class=\"heard\">Bar</span><span class=\"ticks\" aria-hidden=\"true\">",
    );
    for (days, label) in TICKS {
        let _ = write!(
            out,
            "<span style=\"left:{:.1}%\">{label}</span>",
            position(days)
        );
    }
    out.push_str("</span></th><th scope=\"col\">Left</th><th scope=\"col\">Until</th></tr></thead>\n<tbody>\n");
    let mut order: Vec<usize> = (0..checked.certificates.len()).collect();
    order.sort_by_key(|&at| (checked.certificates[at].not_after, at));
    for at in order {
        let certificate = &checked.certificates[at];
        let shade = class(certificate.state);
        let left = match certificate.state {
            State::Valid | State::ExpiresSoon => span(certificate.residual),
            state => state.name().into(),
        };
        #[expect(clippy::cast_precision_loss, reason = "a bar's width")]
        let days = certificate.residual as f64 / SECONDS_PER_DAY;
        let _ = writeln!(
            out,
            "<tr><th scope=\"row\"><a href=\"#c{at}\">{name}</a></th>\
             <td class=\"scale\"><span class=\"bar {shade}\" aria-hidden=\"true\"><i style=\"width:{width:.1}%\"></i></span></td>\
             <td class=\"time\"><span class=\"badge {shade}\">{left}</span></td>\
             <td class=\"time until\"><time datetime=\"{iso}\">{day}</time></td></tr>",
            name = escaped(&title(certificate)),
            width = position(days),
            iso = iso(certificate.not_after),
            day = day(certificate.not_after),
        );
    }
    out.push_str("</tbody>\n</table>\n</div>\n</section>\n");
}

fn trust(out: &mut String, checked: &Checked) {
    let _ = write!(
        out,
        "<section aria-labelledby=\"trust\">\n<h2 id=\"trust\">Who signed whom</h2>\n\
         <p class=\"note\">Each authority at the left of what it signed; the mark at a box's left edge shows how its dates stand.</p>\n\
         <div class=\"card scroll\" role=\"region\" aria-labelledby=\"trust\" tabindex=\"0\">\n{}</div>\n</section>\n",
        graph::picture(checked, false)
    );
}

fn certificates(out: &mut String, checked: &Checked) {
    out.push_str(
        "<section aria-labelledby=\"certificates\">\n<h2 id=\"certificates\">Certificates</h2>\n\
         <p class=\"note\">Every certificate once, authorities first. Open one for what is in it.</p>\n<div class=\"card\">\n",
    );
    for (at, certificate) in checked.certificates.iter().enumerate() {
        details(out, checked, at, certificate);
    }
    out.push_str("</div>\n</section>\n");
}

fn details(out: &mut String, checked: &Checked, at: usize, certificate: &CheckedCertificate) {
    let left = match certificate.state {
        State::Valid | State::ExpiresSoon => format!("{} left", span(certificate.residual)),
        _ => day(certificate.not_after),
    };
    // Inside, so that a link to it opens it.
    let _ = writeln!(
        out,
        "<details><summary><span class=\"name\">{name}</span><span class=\"rest\"><span>{left}</span><span class=\"badge {shade}\">{state}</span></span></summary>\n<dl class=\"facts\" id=\"c{at}\">",
        name = escaped(&title(certificate)),
        shade = class(certificate.state),
        state = certificate.state.name(),
    );
    let mut fact = |label: &str, value: String| {
        if !value.is_empty() {
            let _ = writeln!(out, "<dt>{label}</dt><dd>{value}</dd>");
        }
    };
    let list = |values: &[String]| {
        let shown: Vec<String> = values.iter().map(|value| escaped(value)).collect();
        shown.join(", ")
    };
    let role = certificate.role.map(|role| match &certificate.node {
        Some(node) => format!("{role} of {}", escaped(node)),
        None => role.to_string(),
    });
    fact("Role", role.unwrap_or_default());
    fact("Subject", escaped(&certificate.subject));
    fact("Groups", list(&certificate.groups));
    fact("Names", list(&certificate.names));
    fact("Usages", list(&certificate.usages));
    fact("Issuer", escaped(&certificate.issuer));
    let signer = certificate.signed_by.map(|by| match by == at {
        true => "itself".into(),
        false => format!(
            "<a href=\"#c{by}\">{}</a>",
            escaped(&title(&checked.certificates[by]))
        ),
    });
    fact(
        "Signed by",
        signer.unwrap_or_else(|| "nobody who is here".into()),
    );
    fact("Valid from", iso(certificate.not_before));
    fact("Valid until", iso(certificate.not_after));
    fact("Key", escaped(&certificate.key));
    fact("Signature", escaped(&certificate.signature));
    let external = certificate.external.map(|external| match external {
        true => "elsewhere",
        false => "here",
    });
    fact("Authority's key", external.unwrap_or_default().into());
    fact(
        "Serial number",
        format!(
            "<span class=\"mono\">{}</span>",
            escaped(&certificate.serial)
        ),
    );
    fact(
        "SHA-256",
        format!(
            "<span class=\"mono\">{}</span>",
            escaped(&certificate.fingerprint)
        ),
    );
    fact("Also in", list(&certificate.also));
    let found: Vec<String> = checked
        .findings
        .iter()
        .enumerate()
        .filter(|(_, finding)| finding.certificate == Some(at))
        .map(|(i, finding)| format!("<a href=\"#f{i}\">{}</a>", finding.rule.name))
        .collect();
    fact("Findings", found.join(", "));
    out.push_str("</dl></details>\n");
}

//! Code samples: tabs, a copy button, and the reader's own values already filled in.

use super::copy::CopyButton;
use super::tabs::TabList;
use leptos::prelude::*;

/// One way to write it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sample {
    /// The tab's name.
    pub(crate) name: &'static str,
    /// The text that the copy button takes.
    pub(crate) text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    Plain,
    Text,
    Note,
}

/// Cuts a line into comment, quoted text and the rest; enough to guide the eye in any language.
fn pieces(line: &str) -> Vec<(Piece, &str)> {
    let start = line.trim_start();
    if start.starts_with('#') && !start.starts_with("#[")
        || start.starts_with("//")
        || start.starts_with("<!--")
    {
        return vec![(Piece::Note, line)];
    }
    let mut found = Vec::new();
    let mut rest = line;
    while let Some(open) = rest.find(['"', '\'', '`']) {
        let quote = rest.as_bytes()[open];
        let Some(length) = rest[open + 1..].bytes().position(|b| b == quote) else {
            break;
        };
        let end = open + length + 2;
        if open > 0 {
            found.push((Piece::Plain, &rest[..open]));
        }
        found.push((Piece::Text, &rest[open..end]));
        rest = &rest[end..];
    }
    if !rest.is_empty() {
        found.push((Piece::Plain, rest));
    }
    found
}

fn colored(text: &str) -> impl IntoView + use<> {
    text.split_inclusive('\n')
        .flat_map(pieces)
        .map(|(piece, part)| {
            let part = part.to_owned();
            let class = match piece {
                Piece::Plain => "",
                Piece::Text => "tok-text",
                Piece::Note => "tok-note",
            };
            view! { <span class=class>{part}</span> }
        })
        .collect_view()
}

/// Several samples under tabs. Without JavaScript the first one shows.
#[component]
pub(crate) fn CodeTabs(
    id: &'static str,
    #[prop(into)] label: String,
    #[prop(into)] samples: Signal<Vec<Sample>>,
) -> impl IntoView {
    let chosen = RwSignal::new(0);
    let names = samples.with_untracked(|s| s.iter().map(|s| s.name.to_owned()).collect());
    let text = Signal::derive(move || {
        samples.with(|s| s.get(chosen.get()).map(|s| s.text.clone()).unwrap_or_default())
    });
    view! {
        <div class="code">
            <div class="code-bar">
                <TabList id label=label names chosen/>
                <CopyButton text what="this sample"/>
            </div>
            <div
                class="code-body" role="tabpanel" id=format!("{id}-panel") tabindex="0"
                aria-labelledby=move || format!("{id}-tab-{}", chosen.get())
            >
                <pre><code>{move || colored(&text.get())}</code></pre>
            </div>
        </div>
    }
    .into_any()
}

/// One sample with a title.
#[component]
pub(crate) fn Code(
    #[prop(into)] title: String,
    #[prop(into)] text: Signal<String>,
    /// Breaks long lines instead of scrolling; for tokens.
    #[prop(optional)]
    wrap: bool,
) -> impl IntoView {
    let what = title.clone();
    view! {
        <div class=if wrap { "code code-wrap" } else { "code" }>
            <div class="code-bar">
                <span class="code-title">{title.clone()}</span>
                <CopyButton text what/>
            </div>
            <div class="code-body" tabindex="0" role="region" aria-label=title>
                <pre><code>{move || colored(&text.get())}</code></pre>
            </div>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_without_losing_anything() {
        for line in ["a = \"b\" # c", "# note", "it's open", "  'x' + `y`\n", ""] {
            let joined: String = pieces(line).into_iter().map(|(_, part)| part).collect();
            assert_eq!(joined, line);
        }
        assert_eq!(
            pieces("x('y')"),
            vec![(Piece::Plain, "x("), (Piece::Text, "'y'"), (Piece::Plain, ")")]
        );
    }
}

//! Matching, by going back where a choice turns out wrong, with a bound on the steps.

use super::compile::{Item, Pattern, PatternError, Repeat};

/// How many characters may be looked at before a match is given up. A match of an honest pattern
/// against a room name takes a few hundred.
const MAX_STEPS: usize = 200_000;

/// What a capture holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Capture {
    /// From, to; to is none while the capture is open.
    Span(usize, Option<usize>),
    /// `()`: a place.
    Position(usize),
}

/// A successful match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) captures: Vec<Capture>,
}

impl Pattern {
    /// Whether the pattern occurs in a text: whether `string.match` would not return nil.
    ///
    /// # Errors
    /// [`PatternError::TooCostly`].
    pub fn occurs_in(&self, text: &str) -> Result<bool, PatternError> {
        Ok(self.find(text.as_bytes())?.is_some())
    }

    pub(crate) fn find(&self, subject: &[u8]) -> Result<Option<Found>, PatternError> {
        let mut matcher = Matcher {
            items: &self.items,
            subject,
            captures: Vec::new(),
            steps: 0,
        };
        let last = if self.anchored { 0 } else { subject.len() };
        for start in 0..=last {
            matcher.captures.clear();
            if let Some(end) = matcher.run(0, start)? {
                return Ok(Some(Found {
                    start,
                    end,
                    captures: matcher.captures,
                }));
            }
        }
        Ok(None)
    }
}

struct Matcher<'a> {
    items: &'a [Item],
    subject: &'a [u8],
    captures: Vec<Capture>,
    steps: usize,
}

impl Matcher<'_> {
    fn step(&mut self) -> Result<(), PatternError> {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            Err(PatternError::TooCostly)
        } else {
            Ok(())
        }
    }

    /// Matches the items from `item` at `at`; the end of the match. On failure the captures are as before.
    fn run(&mut self, mut item: usize, mut at: usize) -> Result<Option<usize>, PatternError> {
        loop {
            self.step()?;
            let items = self.items;
            let Some(current) = items.get(item) else {
                return Ok(Some(at));
            };
            match current {
                Item::Single(set, Repeat::Once) => {
                    if !self.subject.get(at).is_some_and(|byte| set.has(*byte)) {
                        return Ok(None);
                    }
                    at += 1;
                }
                Item::Single(set, Repeat::Optional) => {
                    if self.subject.get(at).is_some_and(|byte| set.has(*byte))
                        && let Some(end) = self.run(item + 1, at + 1)?
                    {
                        return Ok(Some(end));
                    }
                }
                Item::Single(set, Repeat::Greedy { least }) => {
                    let mut count = 0;
                    while self.subject.get(at + count).is_some_and(|byte| set.has(*byte)) {
                        self.step()?;
                        count += 1;
                    }
                    while count > *least {
                        if let Some(end) = self.run(item + 1, at + count)? {
                            return Ok(Some(end));
                        }
                        count -= 1;
                    }
                    if count < *least {
                        return Ok(None);
                    }
                    at += count;
                }
                Item::Single(set, Repeat::Lazy) => loop {
                    if let Some(end) = self.run(item + 1, at)? {
                        return Ok(Some(end));
                    }
                    if !self.subject.get(at).is_some_and(|byte| set.has(*byte)) {
                        return Ok(None);
                    }
                    at += 1;
                },
                Item::Open(_) => return self.with(Capture::Span(at, None), item, at),
                Item::OpenPosition(_) => return self.with(Capture::Position(at), item, at),
                Item::Close(index) => return self.close(*index, item, at),
                Item::Back(index) => match self.back(*index, at) {
                    Some(end) => at = end,
                    None => return Ok(None),
                },
                Item::Balance(open, close) => match self.balance(*open, *close, at)? {
                    Some(end) => at = end,
                    None => return Ok(None),
                },
                Item::Frontier(set) => {
                    let before = at.checked_sub(1).map_or(0, |before| self.subject[before]);
                    let here = self.subject.get(at).copied().unwrap_or(0);
                    if set.has(before) || !set.has(here) {
                        return Ok(None);
                    }
                }
                Item::End => {
                    if at != self.subject.len() {
                        return Ok(None);
                    }
                }
            }
            item += 1;
        }
    }

    fn with(&mut self, capture: Capture, item: usize, at: usize) -> Result<Option<usize>, PatternError> {
        self.captures.push(capture);
        let end = self.run(item + 1, at)?;
        if end.is_none() {
            self.captures.pop();
        }
        Ok(end)
    }

    fn close(&mut self, index: usize, item: usize, at: usize) -> Result<Option<usize>, PatternError> {
        let set = |captures: &mut Vec<Capture>, to: Option<usize>| {
            if let Some(Capture::Span(_, end)) = captures.get_mut(index) {
                *end = to;
            }
        };
        set(&mut self.captures, Some(at));
        let end = self.run(item + 1, at)?;
        if end.is_none() {
            set(&mut self.captures, None);
        }
        Ok(end)
    }

    /// A place is never equal to a text, so `%1` after `()` matches nothing, as in Lua.
    fn back(&self, index: usize, at: usize) -> Option<usize> {
        let Some(Capture::Span(from, Some(to))) = self.captures.get(index) else {
            return None;
        };
        let end = at + (to - from);
        (self.subject.get(at..end)? == &self.subject[*from..*to]).then_some(end)
    }

    fn balance(&mut self, open: u8, close: u8, at: usize) -> Result<Option<usize>, PatternError> {
        if self.subject.get(at) != Some(&open) {
            return Ok(None);
        }
        let mut depth = 1_usize;
        for place in at + 1..self.subject.len() {
            self.step()?;
            // The closing character is looked for first: with `%bxx` the next x closes.
            if self.subject[place] == close {
                depth -= 1;
                if depth == 0 {
                    return Ok(Some(place + 1));
                }
            } else if self.subject[place] == open {
                depth += 1;
            }
        }
        Ok(None)
    }
}

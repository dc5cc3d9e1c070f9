//! From text to a list of items.

use super::set::Set;

/// The most captures a pattern may have, as in Lua.
const MAX_CAPTURES: usize = 32;

/// The most items that may need to come back to: Lua's own bound on the depth of a match.
const MAX_DEPTH: usize = 200;

/// A compiled Lua pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    source: String,
    pub(super) anchored: bool,
    pub(super) items: Vec<Item>,
}

/// Why a text is not a pattern, or why matching was given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// A `%` with nothing after it.
    #[error("it ends with a lone %")]
    EndsWithEscape,
    /// A `[` without its `]`.
    #[error("a ] is missing")]
    OpenSet,
    /// A `(` without its `)`.
    #[error("a ) is missing")]
    OpenCapture,
    /// A `)` without its `(`.
    #[error("a ) has no ( before it")]
    NoCapture,
    /// `%1` to `%9` before that capture is complete, or `%0`.
    #[error("%{0} refers to a capture that is not complete")]
    NoSuchCapture(u8),
    /// More than 32 captures.
    #[error("it has more than 32 captures")]
    TooManyCaptures,
    /// `%b` without its two characters.
    #[error("%b needs two characters after it")]
    BalanceArguments,
    /// `%f` without a set.
    #[error("%f needs a set in brackets after it")]
    FrontierArgument,
    /// More repetitions and captures than a match could go back over.
    #[error("it is too complex")]
    TooComplex,
    /// The bound on steps was reached.
    #[error("it takes too many steps to match")]
    TooCostly,
}

/// How often a single character may occur.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeat {
    Once,
    Optional,
    Greedy { least: usize },
    Lazy,
}

/// One element of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item {
    Single(Set, Repeat),
    Open(usize),
    OpenPosition(usize),
    Close(usize),
    Back(usize),
    Balance(u8, u8),
    Frontier(Set),
    End,
}

impl Pattern {
    /// Compiles a pattern as Lua reads it.
    ///
    /// # Errors
    /// What Lua calls a malformed pattern.
    pub fn new(source: &str) -> Result<Self, PatternError> {
        Self::from_bytes(source.as_bytes())
    }

    /// Lua knows bytes, not characters.
    pub(super) fn from_bytes(source: &[u8]) -> Result<Self, PatternError> {
        let (anchored, text) = match source.split_first() {
            Some((b'^', rest)) => (true, rest),
            _ => (false, source),
        };
        let mut compiler = Compiler {
            text,
            at: 0,
            items: Vec::new(),
            captures: Vec::new(),
        };
        compiler.run()?;
        Ok(Self {
            source: String::from_utf8_lossy(source).into_owned(),
            anchored,
            items: compiler.items,
        })
    }

    /// Compiles a pattern for room names. They are lower-case, so letters of the pattern are lowered
    /// too; those after a `%` are class names and stay.
    ///
    /// # Errors
    /// As [`Pattern::new`].
    pub fn for_rooms(source: &str) -> Result<Self, PatternError> {
        let mut escaped = false;
        let lowered: String = source
            .chars()
            .flat_map(|c| {
                let keep = escaped;
                escaped = c == '%' && !escaped;
                let lowered: Vec<char> = if keep { vec![c] } else { c.to_lowercase().collect() };
                lowered
            })
            .collect();
        let mut pattern = Self::new(&lowered)?;
        source.clone_into(&mut pattern.source);
        Ok(pattern)
    }

    /// The pattern as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.source
    }
}

struct Compiler<'a> {
    text: &'a [u8],
    at: usize,
    items: Vec<Item>,
    /// One entry a capture: whether it is complete.
    captures: Vec<bool>,
}

impl Compiler<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    fn run(&mut self) -> Result<(), PatternError> {
        while let Some(byte) = self.next() {
            match byte {
                b'(' => self.open()?,
                b')' => self.close()?,
                b'$' if self.at == self.text.len() => self.items.push(Item::End),
                b'%' => self.escape()?,
                b'[' => {
                    let set = self.set()?;
                    self.single(set);
                }
                b'.' => self.single(Set::ALL),
                other => self.single(Set::of(|b| b == other)),
            }
        }
        if self.captures.contains(&false) {
            return Err(PatternError::OpenCapture);
        }
        let deep = self
            .items
            .iter()
            .filter(|item| !matches!(item, Item::Single(_, Repeat::Once)))
            .count();
        if deep > MAX_DEPTH {
            return Err(PatternError::TooComplex);
        }
        Ok(())
    }

    fn open(&mut self) -> Result<(), PatternError> {
        let index = self.captures.len();
        if index >= MAX_CAPTURES {
            return Err(PatternError::TooManyCaptures);
        }
        if self.peek() == Some(b')') {
            self.at += 1;
            self.captures.push(true);
            self.items.push(Item::OpenPosition(index));
        } else {
            self.captures.push(false);
            self.items.push(Item::Open(index));
        }
        Ok(())
    }

    fn close(&mut self) -> Result<(), PatternError> {
        let index = self
            .captures
            .iter()
            .rposition(|complete| !complete)
            .ok_or(PatternError::NoCapture)?;
        self.captures[index] = true;
        self.items.push(Item::Close(index));
        Ok(())
    }

    fn escape(&mut self) -> Result<(), PatternError> {
        match self.next().ok_or(PatternError::EndsWithEscape)? {
            b'b' => match (self.next(), self.next()) {
                (Some(open), Some(close)) => self.items.push(Item::Balance(open, close)),
                _ => return Err(PatternError::BalanceArguments),
            },
            b'f' => {
                if self.next() != Some(b'[') {
                    return Err(PatternError::FrontierArgument);
                }
                let set = self.set()?;
                self.items.push(Item::Frontier(set));
            }
            digit @ b'0'..=b'9' => {
                let number = digit - b'0';
                let index = usize::from(number).checked_sub(1);
                match index.and_then(|index| self.captures.get(index).map(|done| (index, *done))) {
                    Some((index, true)) => self.items.push(Item::Back(index)),
                    _ => return Err(PatternError::NoSuchCapture(number)),
                }
            }
            other => self.single(Set::escaped(other)),
        }
        Ok(())
    }

    fn single(&mut self, set: Set) {
        let repeat = match self.peek() {
            Some(b'*') => Repeat::Greedy { least: 0 },
            Some(b'+') => Repeat::Greedy { least: 1 },
            Some(b'-') => Repeat::Lazy,
            Some(b'?') => Repeat::Optional,
            _ => {
                self.items.push(Item::Single(set, Repeat::Once));
                return;
            }
        };
        self.at += 1;
        self.items.push(Item::Single(set, repeat));
    }

    /// Reads a set; the opening bracket has been read. As in Lua, the end is found first (a `]` that
    /// comes first, or after a `%`, does not close), and what lies inside is interpreted afterwards.
    fn set(&mut self) -> Result<Set, PatternError> {
        let negated = self.peek() == Some(b'^');
        if negated {
            self.at += 1;
        }
        let end = self.set_end()?;
        let mut set = Set::EMPTY;
        while self.at < end {
            let low = self.text[self.at];
            if low == b'%' {
                // What `set_end` skipped, or the closing bracket itself after a range that ended in `%`.
                set.join(Set::escaped(self.text[self.at + 1]));
                self.at += 2;
            } else if self.at + 2 < end && self.text[self.at + 1] == b'-' {
                let high = self.text[self.at + 2];
                set.join(Set::of(|b| low <= b && b <= high));
                self.at += 3;
            } else {
                set.add(low);
                self.at += 1;
            }
        }
        self.at = end + 1;
        Ok(if negated { set.complement() } else { set })
    }

    /// Where the closing bracket stands.
    fn set_end(&self) -> Result<usize, PatternError> {
        let mut at = self.at;
        loop {
            let byte = *self.text.get(at).ok_or(PatternError::OpenSet)?;
            at += 1;
            if byte == b'%' && at < self.text.len() {
                at += 1;
            }
            if self.text.get(at) == Some(&b']') {
                return Ok(at);
            }
        }
    }
}

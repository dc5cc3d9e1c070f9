//! Sets of bytes: character classes and brackets.

/// A set of bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Set([u64; 4]);

impl std::fmt::Debug for Set {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Set")
    }
}

impl Set {
    pub(crate) const EMPTY: Self = Self([0; 4]);
    pub(crate) const ALL: Self = Self([u64::MAX; 4]);

    pub(crate) fn of(test: impl Fn(u8) -> bool) -> Self {
        let mut set = Self::EMPTY;
        for byte in 0..=u8::MAX {
            if test(byte) {
                set.add(byte);
            }
        }
        set
    }

    pub(crate) fn add(&mut self, byte: u8) {
        self.0[usize::from(byte >> 6)] |= 1 << (byte & 63);
    }

    pub(crate) fn join(&mut self, other: Self) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine |= theirs;
        }
    }

    pub(crate) fn complement(self) -> Self {
        Self(self.0.map(|word| !word))
    }

    pub(crate) fn has(&self, byte: u8) -> bool {
        self.0[usize::from(byte >> 6)] & (1 << (byte & 63)) != 0
    }

    /// What stands for `%` and this byte: a class, its complement in upper case, or the byte itself.
    pub(crate) fn escaped(byte: u8) -> Self {
        let class = match byte.to_ascii_lowercase() {
            b'a' => Self::of(|b| b.is_ascii_alphabetic()),
            b'c' => Self::of(|b| b.is_ascii_control()),
            b'd' => Self::of(|b| b.is_ascii_digit()),
            b'g' => Self::of(|b| b.is_ascii_graphic()),
            b'l' => Self::of(|b| b.is_ascii_lowercase()),
            b'p' => Self::of(|b| b.is_ascii_punctuation()),
            // C's isspace, which unlike Rust's includes the vertical tab.
            b's' => Self::of(|b| matches!(b, b' ' | 9..=13)),
            b'u' => Self::of(|b| b.is_ascii_uppercase()),
            b'w' => Self::of(|b| b.is_ascii_alphanumeric()),
            b'x' => Self::of(|b| b.is_ascii_hexdigit()),
            // Old patterns write the zero byte so.
            b'z' => Self::of(|b| b == 0),
            _ => return Self::of(|b| b == byte),
        };
        if byte.is_ascii_uppercase() {
            class.complement()
        } else {
            class
        }
    }
}

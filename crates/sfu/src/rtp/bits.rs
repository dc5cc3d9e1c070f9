//! Reads what is not made of whole bytes.

/// Bits of a slice, the highest of each byte first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Bits<'a> {
    /// From the first bit on.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The next bit; `None` at the end.
    pub(super) fn flag(&mut self) -> Option<bool> {
        let byte = *self.bytes.get(self.at / 8)?;
        let bit = byte >> (7 - self.at % 8) & 1;
        self.at += 1;
        Some(bit == 1)
    }

    /// The next `count` bits, at most 32, as a number.
    pub(super) fn number(&mut self, count: u32) -> Option<u32> {
        let mut number = 0;
        for _ in 0..count {
            number = number << 1 | u32::from(self.flag()?);
        }
        Some(number)
    }

    /// Passes over bits.
    pub(super) fn skip(&mut self, count: usize) -> Option<()> {
        let at = self.at.checked_add(count)?;
        (at <= 8 * self.bytes.len()).then(|| self.at = at)
    }

    /// A number below `limit`, which needs no more bits than that (`ns(n)` of the AV1 specification, §4.10.7).
    pub(super) fn below(&mut self, limit: u32) -> Option<u32> {
        let width = u32::BITS - limit.leading_zeros();
        let short = (1 << width) - limit;
        let number = self.number(width.checked_sub(1)?)?;
        if number < short {
            return Some(number);
        }
        Some((number << 1 | u32::from(self.flag()?)) - short)
    }

    /// An Exp-Golomb number (`ue(v)` of H.264 §9.1).
    pub(super) fn golomb(&mut self) -> Option<u32> {
        let mut zeros = 0;
        while !self.flag()? {
            zeros += 1;
        }
        if zeros > 31 {
            return None;
        }
        Some((1u32 << zeros) - 1 + self.number(zeros)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_the_specifications_write_them() {
        // 1 | 010 | 00111 | 110 of five: 4 | 0
        let mut bits = Bits::new(&[0b1010_0011, 0b1111_0000]);
        assert_eq!(
            [bits.golomb(), bits.golomb(), bits.golomb()],
            [Some(0), Some(1), Some(6)]
        );
        assert_eq!(bits.below(5), Some(4));
        assert_eq!(bits.skip(5), None);
        assert_eq!(bits.skip(4), Some(()));
        assert_eq!((bits.flag(), bits.number(1), bits.golomb()), (None, None, None));
        assert_eq!(Bits::new(&[0b0100_0000]).below(5), Some(1));
        assert_eq!(Bits::new(&[0]).below(1), Some(0), "one value needs no bit");
    }
}

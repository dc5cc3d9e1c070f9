//! Random loss.

use rand::Rng;
use rand::rngs::StdRng;

/// How packets get lost on the way. All figures are probabilities.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum Loss {
    /// Not at all.
    #[default]
    Never,
    /// Each as likely as the other.
    Bernoulli(f64),
    /// In bursts: a good and a bad state (Gilbert 1960, Elliott 1963), changed before each packet.
    GilbertElliott {
        /// From good to bad.
        fall: f64,
        /// From bad to good; its reciprocal is the mean length of a burst.
        rise: f64,
        /// Loss in the good state.
        good: f64,
        /// Loss in the bad state.
        bad: f64,
    },
}

impl Loss {
    /// Bursts of `length` packets on average in which all are lost, and `share` of all packets in them.
    pub fn bursts(share: f64, length: f64) -> Self {
        let rise = 1.0 / length.max(1.0);
        Self::GilbertElliott {
            fall: rise * share / (1.0 - share),
            rise,
            good: 0.0,
            bad: 1.0,
        }
    }

    /// Whether the next packet is lost; `bad` is the state from packet to packet.
    pub(crate) fn strikes(self, bad: &mut bool, random: &mut StdRng) -> bool {
        let mut chance = |p: f64| random.random_bool(p.clamp(0.0, 1.0));
        match self {
            Self::Never => false,
            Self::Bernoulli(share) => chance(share),
            Self::GilbertElliott {
                fall,
                rise,
                good,
                bad: worse,
            } => {
                *bad = if *bad { !chance(rise) } else { chance(fall) };
                chance(if *bad { worse } else { good })
            }
        }
    }
}

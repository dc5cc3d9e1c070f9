//! Which voices of a room are forwarded: the loudest three, and a fourth where it has a claim.
//!
//! Whoever speaks keeps his place. A newcomer gets the place of a silent voice at once, that of a speaking
//! one only if he has been clearly stronger for seconds. The dominant speaker and the sound of a screen
//! have a claim: without a place among the three theirs is the extra one. Otherwise the extra voice is
//! heard only by those among the three, who do not hear themselves.

use std::time::Instant;

use super::Voice;

/// Voices that everybody hears; Jitsi's bridge forwards as many.
pub(super) const FRONT: usize = 3;
/// In a room of so many voices everybody hears all others: there is nothing to choose.
pub(super) const SMALL: usize = FRONT + 2;
/// How much stronger somebody must be to displace a voice that speaks.
const MARGIN: u8 = 12;

/// What the order needs to know of a voice.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidate {
    /// Speaks now.
    pub speaks: bool,
    /// Dominant speaker who speaks, or sound of a screen that plays: to be heard in any case.
    pub claim: bool,
    /// Loudness over the last seconds, 0 to 127.
    pub strength: u8,
    /// When it last spoke.
    pub spoke: Option<Instant>,
}

impl Candidate {
    /// Of a source's voice; sound of a screen counts as speaking while it plays.
    pub(crate) fn new(voice: &Voice, screen: bool, dominant: bool, now: Instant) -> Self {
        let plays = screen && voice.sends(now);
        let speaks = plays || voice.speaks(now);
        Self {
            speaks,
            claim: plays || (dominant && speaks),
            strength: voice.strength(now),
            spoke: voice.spoke(),
        }
    }

    /// Of a voice that is not there.
    pub(crate) const SILENT: Self = Self {
        speaks: false,
        claim: false,
        strength: 0,
        spoke: None,
    };
}

/// The voices of a room.
#[derive(Debug, Default)]
pub(crate) struct Order {
    /// The loudest first, then the extra one, then the others as they came.
    pub(super) voices: Vec<usize>,
    /// Those heard lately: nobody else is looked at when time passes.
    lately: Vec<usize>,
    /// The extra voice, if everybody hears it.
    pub(super) extra: Option<usize>,
}

impl Order {
    /// A voice comes in, behind the others.
    pub(crate) fn add(&mut self, source: usize) {
        if !self.voices.contains(&source) {
            self.voices.push(source);
        }
    }

    /// A voice is gone.
    pub(crate) fn remove(&mut self, source: usize) {
        self.voices.retain(|voice| *voice != source);
        self.lately.retain(|voice| *voice != source);
        self.extra.take_if(|extra| *extra == source);
    }

    /// A voice begins to matter.
    pub(crate) fn heard_now(&mut self, source: usize) {
        self.lately.push(source);
    }

    /// Forgets those heard lately who do not matter any more.
    pub(crate) fn forget(&mut self, matters: impl FnMut(&usize) -> bool) {
        self.lately.retain(matters);
    }

    /// The voices heard lately.
    pub(crate) fn lately(&self) -> &[usize] {
        &self.lately
    }

    /// Those heard now, the loudest first, then those heard lately; some may come twice.
    pub(crate) fn by_speech(&self) -> impl Iterator<Item = usize> {
        self.front().iter().chain(&self.lately).copied()
    }

    /// All voices.
    pub(crate) fn all(&self) -> &[usize] {
        &self.voices
    }

    /// The voices that a listener with so many slots hears, without his `own`.
    pub(crate) fn heard_by(&self, slots: usize, own: impl Fn(usize) -> bool) -> impl Iterator<Item = usize> {
        let (reach, most) = match self.extra {
            _ if self.is_small() => (SMALL, FRONT + 1),
            Some(_) => (FRONT + 1, FRONT + 1),
            None => (FRONT + 1, FRONT),
        };
        let others = self.voices.iter().take(reach).copied();
        let others = others.filter(|voice| Some(*voice) != self.extra);
        // First of all, because a page may have fewer slots.
        let heard = self.extra.into_iter().chain(others);
        heard.filter(move |voice| !own(*voice)).take(slots.min(most))
    }

    /// Gives places to those who speak; tells whether anything changed.
    pub(crate) fn arrange(&mut self, facts: impl Fn(usize) -> Candidate) -> bool {
        let mut changed = false;
        for n in 0..self.lately.len() {
            let voice = self.lately[n];
            let newcomer = facts(voice);
            if !newcomer.speaks || self.front().contains(&voice) {
                continue;
            }
            if let Some(place) = self.place_for(voice, newcomer, &facts)
                && let Some(at) = self.voices.iter().position(|other| *other == voice)
            {
                self.voices.swap(place, at);
                changed = true;
            }
        }
        let extra = self.voices.get(FRONT).copied().filter(|voice| {
            let kept = self.extra == Some(*voice) || self.is_small();
            let facts = facts(*voice);
            facts.claim || (kept && facts.speaks)
        });
        changed |= extra != self.extra;
        self.extra = extra;
        changed
    }

    pub(super) fn is_small(&self) -> bool {
        self.voices.len() <= SMALL
    }

    fn front(&self) -> &[usize] {
        &self.voices[..FRONT.min(self.voices.len())]
    }

    /// The place of somebody who has to give way to a newcomer who speaks and is not in front.
    fn place_for(
        &self,
        voice: usize,
        newcomer: Candidate,
        facts: impl Fn(usize) -> Candidate,
    ) -> Option<usize> {
        let front = || self.front().iter().map(|voice| facts(*voice)).enumerate();
        let silent = front().filter(|(_, holder)| !holder.speaks);
        if let Some((place, _)) = silent.min_by_key(|(_, holder)| holder.spoke) {
            return Some(place);
        }
        let extra = self.voices.get(FRONT).copied().filter(|extra| *extra != voice);
        let holder = extra.map(&facts);
        if holder.is_some_and(|holder| !holder.claim && (newcomer.claim || !holder.speaks)) {
            return Some(FRONT);
        }
        let (place, weakest) = front()
            .filter(|(_, holder)| !holder.claim)
            .min_by_key(|(_, holder)| holder.strength)?;
        let entitled = newcomer.claim && extra.is_some();
        let stronger = newcomer.strength >= weakest.strength.saturating_add(MARGIN);
        (entitled || stronger).then_some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;
    use std::time::Duration;

    fn room(voices: usize) -> Order {
        let mut order = Order::default();
        (0..voices).for_each(|voice| order.add(voice));
        (0..voices).for_each(|voice| order.heard_now(voice));
        order
    }

    fn talks(strength: u8) -> Candidate {
        Candidate {
            speaks: true,
            strength,
            ..Candidate::SILENT
        }
    }

    fn claims(strength: u8) -> Candidate {
        Candidate {
            claim: true,
            ..talks(strength)
        }
    }

    fn heard(order: &Order, listener: usize) -> BTreeSet<usize> {
        order.heard_by(4, |voice| voice == listener).collect()
    }

    #[test]
    fn a_speaker_takes_the_place_of_the_longest_silent() {
        let start = Instant::now();
        let silent = |seconds| Candidate {
            spoke: Some(start + Duration::from_secs(seconds)),
            ..Candidate::SILENT
        };
        let facts = |voice| match voice {
            0 | 4 => talks(50),
            1 => silent(5),
            2 => silent(1),
            _ => Candidate::SILENT,
        };
        let mut order = room(8);
        assert!(order.arrange(facts));
        assert_eq!(heard(&order, 7), [0, 1, 4].into());
        assert!(!order.arrange(facts));
    }

    #[test]
    fn a_fourth_speaker_is_heard_by_the_three_and_displaces_nobody() {
        let mut order = room(8);
        let facts = |voice| {
            if voice < 3 || voice == 6 {
                talks(50)
            } else {
                Candidate::SILENT
            }
        };
        assert!(order.arrange(facts));
        assert_eq!(heard(&order, 7), [0, 1, 2].into());
        assert_eq!(heard(&order, 1), [0, 2, 6].into());
    }

    #[test]
    fn only_who_is_clearly_stronger_displaces_somebody_who_speaks() {
        let mut order = room(8);
        let with = |strength| move |voice| [50, 40, 60, 0, 0, strength, 0, 0].map(talks)[voice];
        order.arrange(with(51));
        assert_eq!(heard(&order, 7), [0, 1, 2].into());
        order.arrange(with(52));
        assert_eq!(heard(&order, 7), [0, 2, 5].into());
    }

    #[test]
    fn the_dominant_speaker_is_a_fourth_voice_until_he_is_silent() {
        let mut order = room(8);
        let base = |voice| if voice < 3 { talks(60) } else { Candidate::SILENT };
        order.arrange(|voice| if voice == 5 { claims(50) } else { base(voice) });
        assert_eq!(heard(&order, 7), [0, 1, 2, 5].into());
        order.arrange(|voice| if voice == 5 { talks(50) } else { base(voice) });
        assert_eq!(heard(&order, 7), [0, 1, 2, 5].into(), "he still speaks");
        order.arrange(base);
        assert_eq!(heard(&order, 7), [0, 1, 2].into());
    }

    #[test]
    fn two_claims_cost_the_weakest_voice_its_place() {
        let facts = |voice| match voice {
            0..=2 => [talks(60), talks(50), talks(70)][voice],
            4 | 5 => claims(10),
            _ => Candidate::SILENT,
        };
        let mut order = room(8);
        assert!(order.arrange(facts));
        assert_eq!(heard(&order, 7), [0, 2, 4, 5].into());
        assert!(!order.arrange(facts));
    }

    #[test]
    fn in_a_small_room_everybody_hears_all_others_and_who_speaks_is_not_cut_when_it_grows() {
        let mut order = room(5);
        let facts = |_| talks(60);
        for listener in 0..5 {
            assert_eq!(heard(&order, listener).len(), 4);
        }
        order.arrange(facts);
        order.add(5);
        order.arrange(facts);
        assert_eq!(heard(&order, 5), [0, 1, 2, 3].into());
    }

    /// Speaks, has a claim, strength.
    fn anybody() -> impl Strategy<Value = Candidate> {
        (any::<bool>(), prop::bool::weighted(0.1), 0u8..100).prop_map(|(speaks, claim, strength)| Candidate {
            speaks: speaks || claim,
            claim,
            strength,
            spoke: None,
        })
    }

    proptest! {
        #[test]
        fn bounds_hold_and_nobody_who_speaks_is_displaced_by_a_weaker_one_without_a_claim(
            rounds in prop::collection::vec(prop::collection::vec(anybody(), 12), 1..20),
            slots in 0usize..6,
        ) {
            let mut order = room(12);
            for facts in rounds {
                let before: BTreeSet<usize> = order.front().iter().copied().collect();
                order.arrange(|voice| facts[voice]);
                let all: BTreeSet<usize> = order.voices.iter().copied().collect();
                prop_assert_eq!(all.len(), 12);
                for listener in 0..12 {
                    let heard: Vec<usize> = order.heard_by(slots, |voice| voice == listener).collect();
                    let different: BTreeSet<usize> = heard.iter().copied().collect();
                    prop_assert_eq!(heard.len(), different.len());
                    prop_assert!(heard.len() <= slots.min(4) && !different.contains(&listener));
                }
                let after: BTreeSet<usize> = order.front().iter().copied().collect();
                let strongest = after.difference(&before).map(|came| facts[*came]).collect::<Vec<_>>();
                for gone in before.difference(&after).map(|gone| facts[*gone]).filter(|gone| gone.speaks) {
                    let beaten = |came: &Candidate| came.claim || came.strength >= gone.strength + MARGIN;
                    prop_assert!(!gone.claim && strongest.iter().any(beaten));
                }
                let claims = (0..12).filter(|voice| facts[*voice].claim).count();
                let heard: Vec<usize> = order.heard_by(4, |_| false).collect();
                if claims <= 4 {
                    prop_assert!((0..12).all(|voice| !facts[voice].claim || heard.contains(&voice)));
                }
            }
        }
    }
}

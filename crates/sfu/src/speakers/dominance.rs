//! Who becomes the dominant speaker: whoever is clearly more active at all three time scales than the
//! present one.

use super::Activity;

/// A challenger's lead over the dominant speaker, as the logarithm of the ratio of their scores, must be
/// larger than this in the last frame, the last block and the last second.
const LEADS: [f64; 3] = [3.0, 2.0, 0.0];
/// Loud frames that a challenger's last second must have: half of it. The published rule does without; so
/// a single cough into silence would win.
const STAMINA: u8 = 25;

/// The challenger who takes over from the present dominant speaker, if anybody does. Silence is no
/// challenge: the last speaker stays. Among several the clearest of the last block wins, then the one of
/// the last second. Without a dominant speaker `present` is the activity of silence.
pub(crate) fn successor<K>(
    present: Activity,
    challengers: impl IntoIterator<Item = (K, Activity)>,
) -> Option<K> {
    let present = present.scores();
    let mut best: Option<([f64; 2], K)> = None;
    for (key, activity) in challengers {
        if activity.loud < STAMINA {
            continue;
        }
        let scores = activity.scores();
        let [immediate, medium, long] = [0, 1, 2].map(|at| (scores[at] / present[at]).ln());
        let wins = immediate > LEADS[0] && medium > LEADS[1] && long > LEADS[2];
        if wins && best.as_ref().is_none_or(|(lead, _)| [medium, long] > *lead) {
            best = Some(([medium, long], key));
        }
    }
    best.map(|(_, key)| key)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SILENCE: Activity = Activity {
        immediate: 0,
        medium: 0,
        long: 0,
        loud: 0,
    };

    fn talks(long: u8) -> Activity {
        Activity {
            immediate: 9,
            medium: 5,
            long,
            loud: 5 * long,
        }
    }

    #[test]
    fn nobody_takes_over_while_the_dominant_speaker_talks() {
        assert_eq!(successor(talks(5), [(1, talks(10))]), None);
    }

    #[test]
    fn in_his_pause_the_longer_activity_wins() {
        let paused = |long| Activity { long, ..SILENCE };
        assert_eq!(successor(paused(6), [(1, talks(6))]), None);
        assert_eq!(successor(paused(4), [(1, talks(5))]), Some(1));
    }

    #[test]
    fn silence_and_short_sounds_win_nothing() {
        assert_eq!(successor(SILENCE, [(1, SILENCE), (2, talks(4))]), None);
    }

    #[test]
    fn the_longest_of_several_wins() {
        let challengers = [(1, talks(5)), (2, talks(9)), (3, talks(7))];
        assert_eq!(successor(SILENCE, challengers), Some(2));
    }
}

//! What the estimate says is not followed at every turn: it dips when it tries whether less sent is less lost,
//! or lets a queue empty itself; and where nothing is sent, nothing can be learned.

use std::time::{Duration, Instant};

use super::{Request, SPARE, allocate};

/// A little less than what is sent needs is borne for a while, and longer where a picture would vanish: the part
/// of the need that must be there, in percent, and for how long.
const BEAR: (u64, Duration) = (70, Duration::from_millis(1500));
const BEAR_TO_THE_END: (u64, Duration) = (40, Duration::from_secs(3));
/// When nothing fits for this long, the smallest picture is tried nevertheless, and after twice the time the
/// next time. Probes alone show too little where packets overtake each other.
const DARK: Duration = Duration::from_millis(500);
/// Doublings of that time.
const DOUBLINGS: u32 = 6;
/// How long it is tried.
const TRIAL: Duration = Duration::from_secs(3);
/// When a queue has stood for this long nothing is borne or tried any more: sound waits in it.
const FULL: Duration = Duration::from_millis(500);

/// How long a subscriber has had too little.
#[derive(Debug, Default)]
pub(crate) struct Patience {
    /// Since when there is less than what is sent needs.
    short: Option<Instant>,
    /// Since when nothing fits.
    dark: Option<Instant>,
    /// Until when the smallest picture is tried.
    trial: Option<Instant>,
    trials: u32,
    /// Since when a queue stands.
    queued: Option<Instant>,
}

impl Patience {
    /// Chooses a rung for every request; `queue` if one stands on the way. Gives whether there is so much less than
    /// what is sent needs that it must stop at once.
    pub(crate) fn allocate(
        &mut self,
        (budget, queue): (u64, bool),
        requests: &mut [Request],
        now: Instant,
    ) -> bool {
        self.queued = queue.then(|| self.queued.unwrap_or(now));
        let full = self
            .queued
            .is_some_and(|since| now.saturating_duration_since(since) >= FULL);
        let need: u64 = requests.iter().map(|request| request.cost(request.has)).sum();
        let tallest = requests.iter().filter(|request| !request.ladder.is_empty());
        let tallest = tallest.max_by_key(|request| request.rank);
        let Some(smallest) = tallest.map(|request| request.cost(Some(0))) else {
            *self = Self::default();
            return false;
        };
        let enough = smallest + smallest * SPARE / 100 + 1;
        if full {
            self.trial = None;
        }
        if self.trial.is_some_and(|until| now < until) {
            allocate(Some(budget.max(enough)), requests);
            return false;
        }
        if budget >= need && need > 0 {
            self.trials = 0;
        }
        allocate(Some(budget), requests);
        let severe = self.bear((budget, full), need, requests, now);
        if requests.iter().any(|request| request.gets.is_some()) {
            self.dark = None;
            return severe;
        }
        let since = self.dark.filter(|_| !full).unwrap_or(now);
        self.dark = Some(since);
        if now.saturating_duration_since(since) >= DARK * 2u32.pow(self.trials) {
            self.dark = None;
            self.trials = (self.trials + 1).min(DOUBLINGS);
            self.trial = Some(now + TRIAL);
            allocate(Some(enough), requests);
        }
        severe
    }

    fn bear(
        &mut self,
        (budget, full): (u64, bool),
        need: u64,
        requests: &mut [Request],
        now: Instant,
    ) -> bool {
        if budget >= need {
            self.short = None;
            return false;
        }
        let since = *self.short.get_or_insert(now);
        let vanishes = requests.iter().any(|r| r.has.is_some() && r.gets.is_none());
        let (part, patience) = if vanishes { BEAR_TO_THE_END } else { BEAR };
        let borne = budget >= need * part / 100 && now.saturating_duration_since(since) < patience;
        if borne && !full {
            allocate(Some(need), requests);
            return false;
        }
        budget < need * BEAR.0 / 100
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::request;
    use super::*;

    /// What a camera with these rungs gets every 100 ms, having had `has` in the beginning.
    fn course(bits: &[u64], has: Option<usize>, budget: u64, steps: u32) -> Vec<Option<usize>> {
        let (start, mut patience) = (Instant::now(), Patience::default());
        let mut requests = [request(720, bits, has)];
        (0..steps)
            .map(|step| {
                patience.allocate(
                    (budget, false),
                    &mut requests,
                    start + Duration::from_millis(100) * step,
                );
                requests[0].has = requests[0].gets;
                requests[0].gets
            })
            .collect()
    }

    #[test]
    fn a_dip_is_borne_and_a_collapse_is_not() {
        let camera = [150, 500, 1500];
        let dip = course(&camera, Some(2), 1200, 20);
        assert_eq!((dip[14], dip[15]), (Some(2), Some(1)));
        assert_eq!(course(&camera, Some(2), 700, 1), [Some(1)]);
        let last = course(&camera, Some(0), 70, 31);
        assert_eq!((last[29], last[30]), (Some(0), None));
        assert_eq!(course(&camera, Some(0), 50, 1), [None]);
    }

    #[test]
    fn where_nothing_fits_the_smallest_is_tried_now_and_then() {
        let tried = course(&[800], None, 300, 200);
        let begins: Vec<usize> = (1..200)
            .filter(|at| tried[at - 1].is_none() && tried[*at].is_some())
            .collect();
        assert_eq!(begins[..3], [5, 45, 95]);
        assert!(tried[5..35].iter().all(|gets| *gets == Some(0)) && tried[36].is_none());
    }

    #[test]
    fn a_collapse_stops_at_once_what_cannot_go_on() {
        let mut requests = [request(720, &[150, 500, 1500], Some(2))];
        let now = Instant::now();
        assert!(Patience::default().allocate((500, false), &mut requests, now));
        assert!(!Patience::default().allocate((1100, false), &mut requests, now));
    }

    #[test]
    fn what_fills_a_queue_is_neither_tried_nor_borne_for_long() {
        let (start, mut patience) = (Instant::now(), Patience::default());
        let at = |step: u32| start + Duration::from_millis(100) * step;
        let mut requests = [request(720, &[800], None)];
        let tried = (0..49).filter(|step| {
            // The queue is there half a second after the picture is.
            let queue = (10..40).contains(step);
            patience.allocate((300, queue), &mut requests, at(*step));
            requests[0].gets.is_some()
        });
        assert_eq!(
            tried.count(),
            10,
            "from half a second on until the queue has stood for as long"
        );
        let mut requests = [request(720, &[150], Some(0))];
        let mut patience = Patience::default();
        let kept = (0..40).take_while(|step| {
            patience.allocate((70, true), &mut requests, at(*step));
            requests[0].gets.is_some()
        });
        assert_eq!(kept.count(), 5);
    }
}
